#include "documents/world_document.hpp"
#include "http_server.hpp"
#include "options.hpp"
#include "simulator.hpp"

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

namespace {

void load_world(sim::Simulator& simulator, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read the world file " + path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    boost::json::error_code failure;
    const auto document = boost::json::parse(text, failure);
    if (failure || !document.is_object()) throw std::runtime_error(path + " is not a JSON object");
    try {
        sim::put_world(simulator, document.as_object());
    } catch (const sim::WorldDocumentError& problem) {
        throw std::runtime_error(path + ": " + problem.what());
    }
}

void run(const sim::Options& options) {
    boost::asio::io_context io{1};
    const auto seed =
        options.seed != 0 ? options.seed : std::random_device{}() * 4294967296ULL + std::random_device{}();
    sim::Simulator simulator(io, options.settings, seed);
    if (!options.world_file.empty()) load_world(simulator, options.world_file);
    const sim::HttpServer server(io, options.bind, options.port, [&](sim::HttpRequest request, sim::Respond respond) {
        simulator.handle(std::move(request), std::move(respond));
    });
    std::cout << "graph-simulator listening on http://" << options.bind << ":" << server.port() << std::endl;
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](boost::system::error_code, int) { io.stop(); });
    io.run();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        int exit_code = 0;
        const auto options = sim::read_options(argc, argv, exit_code);
        if (!options) return exit_code;
        run(*options);
    } catch (const std::exception& problem) {
        std::cerr << "graph-simulator: " << problem.what() << std::endl;
        return 1;
    }
    return 0;
}
