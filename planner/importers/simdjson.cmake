# How simdjson comes into the importers. Normally it is linked. A standalone program takes its archive where there is
# one; else it loads the shared library when it first reads JSON, because loading it costs 0.7 ms at every start.

set(simdjson_as linked)
if(CNIPLAN_STANDALONE)
  get_target_property(type simdjson::simdjson TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    find_library(CNIPLAN_SIMDJSON_ARCHIVE NAMES libsimdjson.a)
    foreach(property IMPORTED_SONAME IMPORTED_SONAME_NOCONFIG IMPORTED_SONAME_RELEASE IMPORTED_SONAME_RELWITHDEBINFO)
      get_target_property(soname simdjson::simdjson ${property})
      if(soname)
        break()
      endif()
    endforeach()
    if(CNIPLAN_SIMDJSON_ARCHIVE)
      set(simdjson_as archive)
    elseif(soname)
      # The probe takes seconds, so that only another library makes it run again.
      if(NOT CNIPLAN_SIMDJSON_PROBED STREQUAL soname)
        # Another version's headers may ask for more than the one function that the file defines: then it is linked.
        file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/simdjson_probe.cpp [[
          #include "planner/importers/json_library.hpp"
          #include <simdjson.h>
          int main() {
            simdjson::ondemand::parser parser;
            const auto text = simdjson::padded_string(std::string("[1]"));
            auto document = parser.iterate(text);
            bool good = !document.error() && cniplan::json_library_fault().empty();
            if (good) {
              auto array = document.value_unsafe().get_array();
              for (auto item : array.value_unsafe()) good = !item.error() && !item.value_unsafe().raw_json_token().empty();
            }
            return good ? 0 : 1;
          }]])
        # Without optimisation the headers leave unused code behind that asks for much more.
        set(CMAKE_TRY_COMPILE_CONFIGURATION Release)
        try_compile(CNIPLAN_SIMDJSON_ON_FIRST_USE ${CMAKE_CURRENT_BINARY_DIR}/simdjson_probe
          SOURCES ${CMAKE_CURRENT_BINARY_DIR}/simdjson_probe.cpp
                  ${CMAKE_CURRENT_SOURCE_DIR}/json_library_on_first_use.cpp
          CMAKE_FLAGS -DINCLUDE_DIRECTORIES=${PROJECT_SOURCE_DIR}
          COMPILE_DEFINITIONS "-DCNIPLAN_SIMDJSON_LIBRARY=\"${soname}\""
          LINK_LIBRARIES ${CMAKE_DL_LIBS}
          CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON)
        unset(CMAKE_TRY_COMPILE_CONFIGURATION)
        set(CNIPLAN_SIMDJSON_PROBED ${soname} CACHE INTERNAL "The library that was probed")
      endif()
      if(CNIPLAN_SIMDJSON_ON_FIRST_USE)
        set(simdjson_as on_first_use)
      endif()
    endif()
  endif()
endif()

if(simdjson_as STREQUAL "on_first_use")
  message(STATUS "simdjson: ${soname} is loaded when JSON is read")
  target_sources(cniplan_importers PRIVATE json_library_on_first_use.cpp)
  set_source_files_properties(json_library_on_first_use.cpp TARGET_DIRECTORY cniplan_importers PROPERTIES
    COMPILE_DEFINITIONS "CNIPLAN_SIMDJSON_LIBRARY=\"${soname}\"")
  target_include_directories(cniplan_importers PRIVATE
    $<BUILD_INTERFACE:$<TARGET_PROPERTY:simdjson::simdjson,INTERFACE_INCLUDE_DIRECTORIES>>)
  target_link_libraries(cniplan_importers PRIVATE ${CMAKE_DL_LIBS})
else()
  target_sources(cniplan_importers PRIVATE json_library_linked.cpp)
  if(simdjson_as STREQUAL "archive")
    target_include_directories(cniplan_importers PRIVATE
      $<BUILD_INTERFACE:$<TARGET_PROPERTY:simdjson::simdjson,INTERFACE_INCLUDE_DIRECTORIES>>)
    target_link_libraries(cniplan_importers PRIVATE ${CNIPLAN_SIMDJSON_ARCHIVE})
  else()
    target_link_libraries(cniplan_importers PRIVATE simdjson::simdjson)
  endif()
endif()
