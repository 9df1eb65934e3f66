// SPDX-License-Identifier: MIT
// threading.local, which is a Python class that may be subclassed. Its instances, and those of its
// subclasses, have no attributes of their own but for _local__key: each thread keeps a dictionary
// for each of them in its table (weft_thread_locals), under the address of the key. The key is
// (args, kwargs), what the object was made with.
#include "types/thread.h"

namespace {

using AttrFunction = void (*)(mp_obj_t, qstr, mp_obj_t*);

// What the classes of MicroPython programs have for attributes.
AttrFunction instance_attr;

mp_obj_instance_t* to_instance(mp_obj_t object) {
  return static_cast<mp_obj_instance_t*>(MP_OBJ_TO_PTR(object));
}

// The dictionary for a new thread; the table holds the key too, so that its address stays its own.
mp_obj_t add_attributes(mp_obj_t table, mp_obj_t key) {
  mp_obj_t entry[2] = {key, mp_obj_new_dict(0)};
  mp_obj_dict_store(table, mp_obj_id(key), mp_obj_new_tuple(2, entry));
  return entry[1];
}

// Runs the subclass's __init__() for the thread; if it fails, so will the next access.
void initialise(mp_obj_t self, mp_obj_t table, mp_obj_t key) {
  mp_obj_t init[2];
  mp_load_method_maybe(self, MP_QSTR___init__, init);
  if (init[0] == MP_OBJ_NULL) return;
  mp_obj_t* arguments = static_cast<mp_obj_tuple_t*>(MP_OBJ_TO_PTR(key))->items;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    weft_call(mp_load_attr(self, MP_QSTR___init__), arguments[0], arguments[1]);
    nlr_pop();
  } else {
    mp_obj_dict_delete(table, mp_obj_id(key));
    nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
  }
}

// The dictionary of the running thread.
mp_obj_t attributes_of(mp_obj_t self) {
  mp_map_elem_t* made = mp_map_lookup(&to_instance(self)->members,
                                      MP_OBJ_NEW_QSTR(MP_QSTR__local__key), MP_MAP_LOOKUP);
  if (made == nullptr) mp_raise_TypeError(MP_ERROR_TEXT("local.__new__() not called"));
  mp_obj_t key = made->value;
  mp_obj_t table = weft_thread_locals();
  mp_map_elem_t* entry = mp_map_lookup(mp_obj_dict_get_map(table), mp_obj_id(key), MP_MAP_LOOKUP);
  if (entry != nullptr) {
    return static_cast<mp_obj_tuple_t*>(MP_OBJ_TO_PTR(entry->value))->items[1];
  }
  mp_obj_t attributes = add_attributes(table, key);
  initialise(self, table, key);
  return attributes;
}

// A property of the class comes before the thread's attributes.
bool is_property(mp_obj_t self, qstr name) {
  const mp_obj_type_t* type = mp_obj_get_type(self);
  if (!(type->flags & MP_TYPE_FLAG_HAS_SPECIAL_ACCESSORS)) return false;
  mp_obj_t member[2];
  mp_load_method_maybe(MP_OBJ_FROM_PTR(type), name, member);
  return member[0] != MP_OBJ_NULL && mp_obj_is_type(member[0], &mp_type_property);
}

void local_attr(mp_obj_t self, qstr name, mp_obj_t* destination) {
  mp_obj_t dictionary = attributes_of(self);
  bool load = destination[0] == MP_OBJ_NULL;
  if (name == MP_QSTR___dict__) {
    if (!load) {
      mp_raise_msg_varg(&mp_type_AttributeError,
                        MP_ERROR_TEXT("'%q' object attribute '__dict__' is read-only"),
                        static_cast<qstr>(mp_obj_get_type(self)->name));
    }
    destination[0] = dictionary;
    return;
  }
  mp_map_t* attributes = mp_obj_dict_get_map(dictionary);
  mp_obj_t key = MP_OBJ_NEW_QSTR(name);
  if (load) {
    mp_map_elem_t* found = mp_map_lookup(attributes, key, MP_MAP_LOOKUP);
    if (found == nullptr) return instance_attr(self, name, destination);
    destination[0] = found->value;
  } else if (is_property(self, name)) {
    instance_attr(self, name, destination);
  } else if (destination[1] != MP_OBJ_NULL) {
    mp_map_lookup(attributes, key, MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = destination[1];
    destination[0] = MP_OBJ_NULL;
  } else if (mp_map_lookup(attributes, key, MP_MAP_LOOKUP_REMOVE_IF_FOUND) != nullptr) {
    destination[0] = MP_OBJ_NULL;
  }
}

}  // namespace

// make_local(instance, key): makes a local of an instance, for the thread that makes it too.
extern "C" mp_obj_t weft_make_local(mp_obj_t self, mp_obj_t key) {
  auto* type = const_cast<mp_obj_type_t*>(mp_obj_get_type(self));
  if (!mp_obj_is_instance_type(type)) mp_raise_TypeError(nullptr);
  if (MP_OBJ_TYPE_GET_SLOT(type, attr) != local_attr) {
    instance_attr = MP_OBJ_TYPE_GET_SLOT(type, attr);
    type->slots[type->slot_index_attr - 1] = reinterpret_cast<const void*>(local_attr);
  }
  mp_map_lookup(&to_instance(self)->members, MP_OBJ_NEW_QSTR(MP_QSTR__local__key),
                MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)
      ->value = key;
  add_attributes(weft_thread_locals(), key);
  return self;
}
