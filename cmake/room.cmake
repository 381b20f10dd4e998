# SPDX-License-Identifier: Apache-2.0
#
# nightmail_room(NAME [ROOMS room...] [LIBS library...] [TEST_ROOMS room...] [TEST_LIBS library...])
#
# Makes the library nm_NAME of all *.cpp in the calling folder (not main.cpp, *_test.cpp), and, where there are
# *_test.cpp, the test program NAME_test, registered with ctest as unit.NAME. ROOMS are other rooms
# it may include; tools/layers.txt is the list that tools/check_layers compares with real includes.
function(nightmail_room NAME)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBS;TEST_ROOMS;TEST_LIBS" ${ARGN})
  file(GLOB all CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM ARG_ROOMS PREPEND nm_)
  list(TRANSFORM ARG_TEST_ROOMS PREPEND nm_)
  if(sources)
    add_library(nm_${NAME} STATIC ${sources})
    target_include_directories(nm_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(nm_${NAME} PUBLIC ${ARG_ROOMS} PRIVATE ${ARG_LIBS})
  else()
    add_library(nm_${NAME} INTERFACE)
    target_include_directories(nm_${NAME} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(nm_${NAME} INTERFACE ${ARG_ROOMS} ${ARG_LIBS})
  endif()
  if(tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE nm_${NAME} ${ARG_TEST_ROOMS} ${ARG_LIBS} ${ARG_TEST_LIBS}
                          nm_test_support GTest::gmock GTest::gtest_main)
    add_test(NAME unit.${NAME} COMMAND ${NAME}_test --gtest_brief=1)
    set_tests_properties(unit.${NAME} PROPERTIES LABELS unit TIMEOUT 300)
    # For tests/CMakeLists.txt, which runs the sanitizers' builds of the same tests.
    file(RELATIVE_PATH folder ${PROJECT_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR})
    set_property(GLOBAL APPEND PROPERTY NIGHTMAIL_TESTED_ROOMS ${NAME}=${folder})
  endif()
endfunction()
