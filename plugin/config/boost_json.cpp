// Boost.JSON is used header-only: its definitions live in this one translation unit.
#include <boost/json/src.hpp>
