// SPDX-License-Identifier: MIT
#include "vm/arguments.h"

void weft_parse(size_t n_args, size_t n_kw, const mp_obj_t* args, size_t n_parameters,
                const mp_arg_t* parameters, mp_arg_val_t* values) {
  mp_map_t kwargs;
  mp_map_init_fixed_table(&kwargs, n_kw, args + n_args);
  mp_arg_parse_all(n_args, args, &kwargs, n_parameters, parameters, values);
}
