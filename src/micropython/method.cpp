#include "method.h"

#include <alloca.h>

namespace {

// The one native type among the bases of a class, nullptr if it has none.
const mp_obj_type_t* native_base_of(const mp_obj_type_t* type) {
  while (mp_obj_is_instance_type(type)) {
    if (!MP_OBJ_TYPE_HAS_SLOT(type, parent)) return nullptr;
    auto* parent = static_cast<const mp_obj_base_t*>(MP_OBJ_TYPE_GET_SLOT(type, parent));
    if (parent->type == &mp_type_tuple) {
      auto* parents = reinterpret_cast<const mp_obj_tuple_t*>(parent);
      for (size_t i = 0; i < parents->len; i++) {
        auto* base = static_cast<const mp_obj_type_t*>(MP_OBJ_TO_PTR(parents->items[i]));
        if (const mp_obj_type_t* found = native_base_of(base)) return found;
      }
      return nullptr;
    }
    type = reinterpret_cast<const mp_obj_type_t*>(parent);
  }
  return type == &mp_type_object ? nullptr : type;
}

bool is_a(const mp_obj_type_t* type, const mp_obj_type_t* base) {
  return mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(type), MP_OBJ_FROM_PTR(base));
}

// The native object behind `self`, which is one or holds one.
mp_obj_t native_self(const weft_method_t* method, mp_obj_t self) {
  const mp_obj_type_t* type = mp_obj_get_type(self);
  if (!is_a(type, method->owner)) {
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("argument should be a '%q' not a '%q'"),
                      static_cast<qstr>(method->owner->name), static_cast<qstr>(type->name));
  }
  if (mp_obj_is_native_type(type)) return self;
  mp_obj_t native = static_cast<mp_obj_instance_t*>(MP_OBJ_TO_PTR(self))->subobj[0];
  if (!is_a(mp_obj_get_type(native), method->owner)) {
    mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("__init__() not called"));
  }
  return native;
}

mp_obj_t call(mp_rom_obj_t function_in, size_t n_args, size_t n_kw, const mp_obj_t* args) {
  auto function = (mp_obj_t)function_in;  // NOLINT: an address or a tagged word, by configuration
  return MP_OBJ_TYPE_GET_SLOT(mp_obj_get_type(function), call)(function, n_args, n_kw, args);
}

}  // namespace

extern "C" {

mp_obj_t weft_method_call(mp_obj_t method_in, size_t n_args, size_t n_kw, const mp_obj_t* args) {
  auto* method = static_cast<const weft_method_t*>(MP_OBJ_TO_PTR(method_in));
  if (n_args == 0) mp_raise_TypeError(MP_ERROR_TEXT("method needs an argument"));
  if (method->owner == nullptr) return call(method->function, n_args, n_kw, args);
  if (mp_obj_is_obj(args[0]) &&
      static_cast<mp_obj_base_t*>(MP_OBJ_TO_PTR(args[0]))->type == method->owner) [[likely]] {
    return call(method->function, n_args, n_kw, args);
  }
  size_t count = n_args + 2 * n_kw;
  auto* copy = static_cast<mp_obj_t*>(alloca(count * sizeof(mp_obj_t)));
  memcpy(copy, args, count * sizeof(mp_obj_t));
  copy[0] = native_self(method, args[0]);
  return call(method->function, n_args, n_kw, copy);
}

// __init__(self, ...): makes the native object inside an instance of a subclass.
mp_obj_t weft_initializer_call(mp_obj_t, size_t n_args, size_t n_kw, const mp_obj_t* args) {
  if (n_args == 0) mp_raise_TypeError(MP_ERROR_TEXT("method needs an argument"));
  const mp_obj_type_t* type = mp_obj_get_type(args[0]);
  if (mp_obj_is_native_type(type)) return mp_const_none;  // made already
  const mp_obj_type_t* base = native_base_of(type);
  if (base == nullptr || !is_a(base, &weft_type_primitive)) mp_raise_TypeError(nullptr);
  auto* self = static_cast<mp_obj_instance_t*>(MP_OBJ_TO_PTR(args[0]));
  self->subobj[0] = MP_OBJ_TYPE_GET_SLOT(base, make_new)(base, n_args - 1, n_kw, args + 1);
  return mp_const_none;
}

}  // extern "C"
