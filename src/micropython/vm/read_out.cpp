// SPDX-License-Identifier: MIT
#include "vm/read_out.h"

mp_obj_t* weft_read_out(void (*read)(ReadOut&), size_t* count) {
  ReadOut out = {nullptr, 0, 0};
  do {
    out.room = out.used;
    out.words = m_new(mp_obj_t, out.room);
    out.used = 0;
    weft::LockOut lock_out;
    read(out);
  } while (out.used > out.room);
  *count = out.used;
  return out.words;
}
