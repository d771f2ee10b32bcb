# The flags that every room is built with, and the rule for a room: one static library.
add_library(mailrig_options INTERFACE)
target_include_directories(mailrig_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(mailrig_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast)
target_link_libraries(mailrig_options INTERFACE fmt::fmt)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(mailrig_options INTERFACE -Werror)
  if(CMAKE_BUILD_TYPE STREQUAL Release)
    # g++ 12 warns falsely about std::variant of strings and about coroutine frames.
    target_compile_options(mailrig_options INTERFACE
      -Wno-error=maybe-uninitialized -Wno-error=mismatched-new-delete -Wno-error=restrict)
  endif()
endif()
if(MAILRIG_SANITIZE)
  target_compile_options(mailrig_options INTERFACE -O1 -fsanitize=${MAILRIG_SANITIZE} -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  target_link_options(mailrig_options INTERFACE -fsanitize=${MAILRIG_SANITIZE})
endif()

# mailrig_room(NAME LIBRARIES... SOURCES sources...): a static library with the house's flags.
function(mailrig_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;NEEDS" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(${name} PUBLIC mailrig_options ${ROOM_NEEDS})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)
endfunction()
