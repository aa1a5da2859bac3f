#include <dlfcn.h>
#include <simdjson.h>

#include "planner/importers/json_library.hpp"

// simdjson's library picks the fastest code for this machine and is needed only to read JSON. Linked as a shared
// library it would be loaded at every start, and the C++ runtime with it. Its headers ask for one function only:
// here it is, and fetches the library the first time. CNIPLAN_SIMDJSON_LIBRARY is the name that a linker would note.

namespace {

using Implementation = simdjson::internal::atomic_ptr<const simdjson::implementation>;

struct Library {
  Implementation& (*active_implementation)() = nullptr;
  std::string fault;
};

const Library& library() {
  static const Library loaded = [] {
    Library result;
    void* const handle = ::dlopen(CNIPLAN_SIMDJSON_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    void* const symbol = handle == nullptr ? nullptr : ::dlsym(handle, "_ZN8simdjson25get_active_implementationEv");
    if (symbol != nullptr) {
      result.active_implementation = reinterpret_cast<Implementation& (*)()>(symbol);
    } else {
      result.fault = std::string("cannot load the library that reads JSON: ") + ::dlerror();
    }
    return result;
  }();
  return loaded;
}

}  // namespace

simdjson::internal::atomic_ptr<const simdjson::implementation>& simdjson::get_active_implementation() {
  return library().active_implementation();
}

std::string cniplan::json_library_fault() { return library().fault; }
