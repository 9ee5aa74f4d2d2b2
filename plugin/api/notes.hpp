#pragma once
#include <boost/json/object.hpp>

#include "store/notes.hpp"

namespace coexist {

/// {id, text, actor, at}
boost::json::object note_document(const NoteRow& row);

}  // namespace coexist
