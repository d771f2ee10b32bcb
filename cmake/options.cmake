# Optimising sanitized code triples its compile time, and full debug information doubles the link's.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")

# The flags that every room is built with, and the rule for a room: one static library.
add_library(mailrig_warnings INTERFACE)  # without sanitizers, for a program that cannot live with them
add_library(mailrig_options INTERFACE)
target_link_libraries(mailrig_options INTERFACE mailrig_warnings)
target_include_directories(mailrig_warnings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(mailrig_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Wno-missing-field-initializers)  # what a designated initialiser leaves out keeps its default
target_link_libraries(mailrig_warnings INTERFACE fmt::fmt)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(mailrig_warnings INTERFACE -Werror)
  if(CMAKE_BUILD_TYPE STREQUAL Release)
    # With optimisation g++ 12 warns falsely about its own std::string and about std::variant of strings.
    target_compile_options(mailrig_warnings INTERFACE
      -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
  endif()
endif()
if(MAILRIG_SANITIZE)
  # What these three would find of a bad access the address sanitizer finds too; they cost a quarter of the compile time.
  target_compile_options(mailrig_options INTERFACE -fsanitize=${MAILRIG_SANITIZE} -fno-sanitize-recover=undefined
    -fno-sanitize=null,alignment,object-size -fno-omit-frame-pointer)
  target_link_options(mailrig_options INTERFACE -fsanitize=${MAILRIG_SANITIZE})
endif()

# Builds without precompiled headers (CMAKE_DISABLE_PRECOMPILE_HEADERS), which several working copies can share through ccache, read the header as it is.
function(mailrig_first_header target header)
  if(CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_compile_options(${target} PRIVATE -include ${PROJECT_SOURCE_DIR}/${header})
  endif()
endfunction()

# LLVM's linker takes a quarter of the time; sanitized programs are large, and there are fifty.
find_program(MAILRIG_LLD ld.lld)
if(MAILRIG_LLD AND MAILRIG_SANITIZE)
  add_link_options(-fuse-ld=lld)
endif()

# The standard headers, compiled once for all rooms.
add_library(mailrig_pch STATIC cmake/pch.cc)
target_link_libraries(mailrig_pch PRIVATE mailrig_options)
target_precompile_headers(mailrig_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)

option(MAILRIG_UNITY "Compile the files of a room together: a clean build takes half the time, a small change longer" ON)
set(MAILRIG_UNITY_BATCH 20 CACHE STRING "How many files at most are compiled together")
# mailrig_room(NAME NEEDS libraries... SOURCES sources...): a static library with the house's flags.
function(mailrig_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;NEEDS" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(${name} PUBLIC mailrig_options ${ROOM_NEEDS})
  mailrig_first_header(${name} cmake/pch.h)
  target_precompile_headers(${name} REUSE_FROM mailrig_pch)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${MAILRIG_UNITY} UNITY_BUILD_BATCH_SIZE ${MAILRIG_UNITY_BATCH})
endfunction()
