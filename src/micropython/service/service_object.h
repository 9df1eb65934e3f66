// SPDX-License-Identifier: MIT
// Services for firmware in C++: how Python asks one, and how one asks Python's.
//
//   struct Read : weft::Call<Read, int> {
//     static const weft::EventId kEvent;
//     int channel = 0;
//   };
//   constexpr weft_event_t kReadEvent = weft_event<Read, &Read::channel>("read");
//   constexpr weft::EventId Read::kEvent{"read", &kReadEvent};
//
//   void weft_register_services() {                             // called as `service` is imported
//     static const weft_event_t* const events[] = {&kReadEvent};
//     static weft_service_t entry = {&weft_static<Sensor>(), events, 1, true};  // a native thread
//     weft_register_service(entry);
//   }
//
// Python: service.get("sensor").request("read", 3).result(). The other way a Python service gets
// the event by its name, with the fields as arguments: weft_find_service("name")->request(read).
//
// Arguments and results are integers, floats and bools.
#ifndef WEFT_MICROPYTHON_SERVICE_SERVICE_OBJECT_H_
#define WEFT_MICROPYTHON_SERVICE_SERVICE_OBJECT_H_

#include <new>

#include "binding.h"
#include "weft/service/service.h"

// How an event of C++ looks to Python. The functions do not raise and do not allocate, but for
// to_args() and to_python().
struct weft_event_t {
  const char* name;
  size_t n_args;
  size_t bytes;  // of the call
  weft::Future* (*make)(void* memory);
  // False: an argument has the wrong type.
  bool (*set_args)(weft::Future& call, const mp_obj_t* args);
  void (*to_args)(const weft::Future& call, mp_obj_t* args);
  mp_obj_t (*to_python)(const weft::Future& call);
  // Resolves the call; `accepted`: the value has the right type.
  bool (*resolve)(weft::Future& call, mp_obj_t value, bool& accepted);
};

struct weft_service_t {
  weft::Service* service;
  const weft_event_t* const* events;
  size_t n_events;
  bool native;
  weft_service_t* next = nullptr;
};

// weft_register_service() makes a service known to Python's service.get(). `entry` stays.
void weft_register_service(weft_service_t& entry);

// weft_register_services() is the firmware's: it registers its services. It may be called again.
void weft_register_services();

// weft_static() is the one object of a class: firmware has no place to run constructors, or
// destructors.
template <typename T>
T& weft_static() {
  alignas(T) static char memory[sizeof(T)];
  static T* object = nullptr;
  if (object == nullptr) object = new (memory) T;
  return *object;
}

// weft_find_service() is the Python service of that name that runs, nullptr if there is none. It is
// good until the service is stopped. With the VM's lock.
weft::Service* weft_find_service(const char* name);

// For a soft reset: no Python service has ever been, those of C++ are stopped.
void weft_reset_services();

// --- weft_event<>() ---

namespace weft_codec {

inline bool from_python(mp_obj_t object, bool& value) {
  if (object != mp_const_true && object != mp_const_false) return false;
  value = object == mp_const_true;
  return true;
}
template <typename T>
bool from_python(mp_obj_t object, T& value) {
  if constexpr (static_cast<T>(0.5) != T{}) {
    mp_float_t number;
    if (!mp_obj_get_float_maybe(object, &number)) return false;
    value = static_cast<T>(number);
  } else {
    mp_int_t number;
    if (!mp_obj_get_int_maybe(object, &number)) return false;
    value = static_cast<T>(number);
    return static_cast<mp_int_t>(value) == number;
  }
  return true;
}

inline mp_obj_t to_python(bool value) { return mp_obj_new_bool(value); }
template <typename T>
mp_obj_t to_python(T value) {
  if constexpr (static_cast<T>(0.5) != T{}) {
    return mp_obj_new_float(static_cast<mp_float_t>(value));
  } else if constexpr (static_cast<T>(-1) < T{}) {
    return mp_obj_new_int(static_cast<mp_int_t>(value));
  } else {
    return mp_obj_new_int_from_uint(static_cast<mp_uint_t>(value));
  }
}

template <typename C, auto... fields>
struct Codec {
  static weft::Future* make(void* memory) { return new (memory) C; }
  static bool set_args(weft::Future& future, const mp_obj_t* args) {
    [[maybe_unused]] auto& call = static_cast<C&>(future);
    return (true && ... && from_python(*args++, call.*fields));
  }
  static void to_args(const weft::Future& future, mp_obj_t* args) {
    [[maybe_unused]] auto& call = static_cast<const C&>(future);
    ((*args++ = to_python(call.*fields)), ...);
  }
  static mp_obj_t result(const weft::Future& future) {
    if constexpr (requires(const C& call) { call.result(); }) {
      return to_python(static_cast<const C&>(future).result());
    }
    return mp_const_none;
  }
  static bool resolve(weft::Future& future, mp_obj_t value, bool& accepted) {
    auto& call = static_cast<C&>(future);
    if constexpr (requires { call.result(); }) {
      auto result = call.result();
      accepted = from_python(value, result);
      return accepted && call.resolve(result);
    } else {
      accepted = true;
      return call.resolve();
    }
  }
};

}  // namespace weft_codec

template <typename C, auto... fields>
constexpr weft_event_t weft_event(const char* name) {
  using Codec = weft_codec::Codec<C, fields...>;
  return {name,           sizeof...(fields), sizeof(C),
          &Codec::make,   &Codec::set_args,  &Codec::to_args,
          &Codec::result, &Codec::resolve};
}

#endif  // WEFT_MICROPYTHON_SERVICE_SERVICE_OBJECT_H_
