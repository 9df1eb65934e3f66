// SPDX-License-Identifier: MIT
#include "types/method.h"

#include "vm/arguments.h"
#include "vm/hooks.h"

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

const mp_obj_t* defaults_of(const weft_signature_t* signature) {
  return (const mp_obj_t*)signature->defaults;  // NOLINT: const or not, by configuration
}

}  // namespace

// Apart, as the stack of a thread that parks in the method should not hold what this needs.
[[gnu::noinline]] static mp_obj_t parse_and_call(const weft_method_t* method, mp_obj_t self,
                                                 size_t n_args, size_t n_kw, const mp_obj_t* args) {
  constexpr size_t kMostParameters = 6;  // Thread.__init__()
  const weft_signature_t* signature = method->signature;
  mp_arg_val_t values[kMostParameters];
  if (n_kw == 0 && n_args >= signature->n_required && n_args < signature->n_parameters) {
    for (size_t i = 0; i < signature->n_parameters; i++) {
      values[i].u_obj = i < n_args ? args[i] : defaults_of(signature)[i];
    }
  } else if (signature->parameters != nullptr) {
    weft_parse(n_args, n_kw, args, signature->n_parameters, signature->parameters, values);
  } else {
    mp_arg_error_terse_mismatch();
  }
  return method->function(self, &values[0].u_obj);
}

extern "C" {

mp_obj_t weft_native_self(const mp_obj_type_t* owner, mp_obj_t self) {
  const mp_obj_type_t* type = mp_obj_get_type(self);
  if (owner == nullptr || type == owner) return self;
  if (!is_a(type, owner)) {
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("argument should be a '%q' not a '%q'"),
                      static_cast<qstr>(owner->name), static_cast<qstr>(type->name));
  }
  if (mp_obj_is_native_type(type)) return self;
  mp_obj_t native = static_cast<mp_obj_instance_t*>(MP_OBJ_TO_PTR(self))->subobj[0];
  // Until then MicroPython keeps a function of its own there.
  if (mp_obj_is_type(native, &mp_type_fun_builtin_var)) {
    weft_raise_runtime_error(MP_ERROR_TEXT("__init__() not called"));
  }
  return native;
}

mp_obj_t weft_method_call(mp_obj_t method_in, size_t n_args, size_t n_kw, const mp_obj_t* args) {
  auto* method = static_cast<const weft_method_t*>(MP_OBJ_TO_PTR(method_in));
  if (n_args == 0) mp_raise_TypeError(MP_ERROR_TEXT("method needs an argument"));
  mp_obj_t self = weft_native_self(method->owner, args[0]);
  const weft_signature_t* signature = method->signature;
  n_args--;
  args++;
  if (n_kw == 0) {
    if (n_args == signature->n_positional) return method->function(self, args);
    if (n_args == 0 && signature->n_required == 0) {
      return method->function(self, defaults_of(signature));
    }
  }
  return parse_and_call(method, self, n_args, n_kw, args);
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
