#include "host/console/command.hpp"

int main(int argc, char** argv) {
    return crm::console::run(argc, argv);
}
