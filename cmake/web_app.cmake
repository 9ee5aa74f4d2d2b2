# Builds the staff app (web/) with npm and puts it into a program.
#
#   embed_web_app(TARGET coexist_objects)
#
# npm works in the build folder, so that the sources stay clean and presets do not disturb each other: `npm ci` once for
# each package-lock.json, Vite when a source changed. What comes out is one C++ file that defines
# coexist::web::find_asset (plugin/web/bundle.hpp).
find_program(NPM_PROGRAM npm REQUIRED)
find_program(NODE_PROGRAM node REQUIRED)

function(embed_web_app)
  cmake_parse_arguments(WEB "" "TARGET" "" ${ARGN})
  set(source ${PROJECT_SOURCE_DIR}/web)
  set(work ${CMAKE_BINARY_DIR}/web)
  set(bundle ${CMAKE_BINARY_DIR}/generated/web_bundle.cpp)
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${source}/src/*.ts ${source}/src/*.json ${source}/src/*.svg)
  list(APPEND web_sources ${source}/vite.config.mjs ${source}/tsconfig.json ${source}/tools/embed.mjs ${source}/index.html)

  add_custom_command(OUTPUT ${work}/installed.stamp
    COMMAND ${CMAKE_COMMAND} -E make_directory ${work}
    COMMAND ${CMAKE_COMMAND} -E copy ${source}/package.json ${source}/package-lock.json ${work}
    COMMAND ${CMAKE_COMMAND} -E chdir ${work} ${NPM_PROGRAM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${work}/installed.stamp
    DEPENDS ${source}/package.json ${source}/package-lock.json
    COMMENT "Installing what the staff app is built with" VERBATIM)
  add_custom_command(OUTPUT ${bundle}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${work}/src ${work}/tools
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${source}/src ${work}/src
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${source}/tools ${work}/tools
    COMMAND ${CMAKE_COMMAND} -E copy ${source}/vite.config.mjs ${source}/tsconfig.json ${source}/index.html ${work}
    COMMAND ${CMAKE_COMMAND} -E chdir ${work} ${NODE_PROGRAM} node_modules/vite/bin/vite.js build --logLevel warn
    COMMAND ${CMAKE_COMMAND} -E chdir ${work} ${NODE_PROGRAM} tools/embed.mjs dist ${bundle}
    DEPENDS ${web_sources} ${work}/installed.stamp
    COMMENT "Building the staff app" VERBATIM)
  target_sources(${WEB_TARGET} PRIVATE ${bundle})
endfunction()
