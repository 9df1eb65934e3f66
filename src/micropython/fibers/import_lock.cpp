// SPDX-License-Identifier: MIT
#include "fibers/import_lock.h"

#include <new>

#include "fibers/fiber_object.h"
#include "fibers/wait.h"
#include "wrapped.h"

extern "C" {
#include "py/objmodule.h"

WEFT_WRAPS(mp_builtin___import___default);
mp_obj_t __real_mp_builtin___import___default(size_t n_args, const mp_obj_t* args);
}

namespace {

// A module that is being imported, and who waits for that. A heap block on the root list: those who
// wait for it may look at it after its end.
struct Import : weft::WaitQueue {
  Import* next;
  uintptr_t agent;  // who imports it
  qstr name;
  bool done;
};

Import*& first() { return reinterpret_cast<Import*&>(MP_STATE_VM(weft_imports)); }

// All three with the lock-out held.
Import* find(qstr name) {
  Import* it = first();
  while (it != nullptr && it->name != name) it = it->next;
  return it;
}

Import* awaited_by(uintptr_t agent) {
  for (Import* it = first(); it != nullptr; it = it->next) {
    for (weft::Waiter* waiter = it->front(); waiter != nullptr; waiter = waiter->list_next) {
      if (waiter->agent == agent) return it;
    }
  }
  return nullptr;
}

// Its import waits, perhaps by way of others, for one of the agent's. Without an end there would be
// a circle that somebody has closed before.
bool waits_for(const Import* import, uintptr_t agent) {
  while (import != nullptr && import->agent != agent) import = awaited_by(import->agent);
  return import != nullptr;
}

bool is_over(weft::WaitQueue& queue) {
  auto& self = static_cast<Import&>(queue);
  return self.done || waits_for(&self, weft::scheduler.caller().agent);
}

mp_obj_t look_up(const mp_map_t& map, qstr key) {
  mp_map_elem_t* it =
      mp_map_lookup(const_cast<mp_map_t*>(&map), MP_OBJ_NEW_QSTR(key), MP_MAP_LOOKUP);
  return it != nullptr ? it->value : MP_OBJ_NULL;
}

// First the tables of modules, then the list: a module is on that before it is in them.
bool is_loaded(qstr name) {
  if (look_up(MP_STATE_VM(mp_loaded_modules_dict).map, name) == MP_OBJ_NULL &&
      look_up(mp_builtin_module_map, name) == MP_OBJ_NULL) {
    return false;
  }
  weft::LockOut lock_out;
  return find(name) == nullptr;
}

// Makes the import the caller's; nullptr if it is to go on without: see above, and where waiting is
// impossible. Not inlined, as setjmp() would clobber what it keeps.
[[gnu::noinline]] Import* begin(qstr name) {
  Import* own = nullptr;
  for (;;) {
    Import* other;
    {
      weft::LockOut lock_out;
      uintptr_t agent = weft::scheduler.caller().agent;
      other = find(name);
      if (waits_for(other, agent)) return nullptr;
      if (other == nullptr && own != nullptr) {
        own->next = first();
        own->agent = agent;
        return first() = own;
      }
    }
    if (other == nullptr) {
      own = new (m_new(Import, 1)) Import();
      own->name = name;
    } else if (!weft_can_park()) {
      return nullptr;
    } else {
      weft_set_waits_for(MP_OBJ_NEW_QSTR(name));
      weft_must_wait_again(weft::wait_unless(&is_over, *other, weft::kForever));
    }
  }
}

void end(Import* import) {
  weft::LockOut lock_out;
  Import** link = &first();
  while (*link != import) link = &(*link)->next;
  *link = import->next;
  import->done = true;
  weft::scheduler.wake_first(*import);
}

mp_obj_t import_one(qstr name, size_t n_args, const mp_obj_t* args) {
  Import* import = is_loaded(name) ? nullptr : begin(name);
  if (import == nullptr) return __real_mp_builtin___import___default(n_args, args);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_obj_t module = __real_mp_builtin___import___default(n_args, args);
    nlr_pop();
    end(import);
    return module;
  }
  // Without memory for the module MicroPython leaves its name, and gives a NULL to who imports it
  // next.
  mp_map_lookup(&MP_STATE_VM(mp_loaded_modules_dict).map, MP_OBJ_NEW_QSTR(name),
                MP_MAP_LOOKUP_REMOVE_IF_FOUND);
  end(import);
  nlr_jump(nlr.ret_val);
}

// The absolute name that a relative import means, MP_QSTRnull if it means none: as MicroPython
// finds it, from the globals' __name__.
qstr absolute_name(mp_int_t level, mp_obj_t name_in) {
  const mp_map_t& globals = mp_globals_get()->map;
  mp_obj_t package = look_up(globals, MP_QSTR___name__);
#if MICROPY_MODULE_OVERRIDE_MAIN_IMPORT && MICROPY_CPYTHON_COMPAT
  if (package == MP_OBJ_NEW_QSTR(MP_QSTR___main__)) package = look_up(globals, MP_QSTR___main__);
#endif
  if (package == MP_OBJ_NULL) return MP_QSTRnull;
  if (look_up(globals, MP_QSTR___path__) != MP_OBJ_NULL) level--;
  size_t bytes;
  const char* text = mp_obj_str_get_data(package, &bytes);
  for (; level > 0 && bytes > 0; bytes--) level -= text[bytes - 1] == '.';
  size_t name_bytes;
  const char* name = mp_obj_str_get_data(name_in, &name_bytes);
  vstr_t whole;
  vstr_init(&whole, bytes + 1 + name_bytes);
  vstr_add_strn(&whole, text, bytes);
  if (name_bytes != 0) vstr_add_char(&whole, '.');
  vstr_add_strn(&whole, name, name_bytes);
  qstr result = MP_QSTRnull;
  if (bytes != 0) result = qstr_from_strn(whole.buf, whole.len);
  vstr_clear(&whole);
  return result;
}

}  // namespace

void weft_reset_imports() { first() = nullptr; }

extern "C" mp_obj_t __wrap_mp_builtin___import___default(size_t n_args, const mp_obj_t* args) {
  mp_int_t level = n_args >= 5 ? mp_obj_get_int(args[4]) : 0;
  bool is_main = n_args >= 4 && args[3] == mp_const_false;  // for `-m`: the program, not a module
  qstr name = level > 0 ? absolute_name(level, args[0]) : mp_obj_str_get_qstr(args[0]);
  if (name == MP_QSTRnull || is_main) return __real_mp_builtin___import___default(n_args, args);
  // The packages it lies in, from the outermost: each is imported under its own lock.
  for (const char* dot = qstr_str(name); (dot = strchr(dot, '.')) != nullptr; dot++) {
    const char* text = qstr_str(name);
    qstr package = qstr_from_strn(text, dot - text);
    mp_obj_t package_name = MP_OBJ_NEW_QSTR(package);
    if (!is_loaded(package)) import_one(package, 1, &package_name);
  }
  return import_one(name, n_args, args);
}
