#!/bin/sh
# header.sh INCLUDE-DIR SOURCE: compiles the contract alone in each dialect, with both compilers, warnings as errors.
set -u
failed=0
try() {
    if ! "$@" -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wpadded -Werror -I "$include" -c "$source" -o /dev/null; then
        echo "FAIL $*"
        failed=1
    else
        echo "ok   $*"
    fi
}
include=$1 source=$2
for std in c99 c11 c17; do
    try gcc -std=$std -x c
    try clang-14 -std=$std -x c
done
for std in c++11 c++14 c++17 c++20; do
    try g++ -std=$std -x c++ -Wold-style-cast -Wnon-virtual-dtor
    try clang++-14 -std=$std -x c++ -Wold-style-cast -Wnon-virtual-dtor
done
exit $failed
