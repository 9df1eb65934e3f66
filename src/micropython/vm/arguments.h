// SPDX-License-Identifier: MIT
#ifndef WEFT_MICROPYTHON_VM_ARGUMENTS_H_
#define WEFT_MICROPYTHON_VM_ARGUMENTS_H_

#include "binding.h"

// weft_parse() reads the arguments of a call, `self` left out, with its keywords behind the others.
void weft_parse(size_t n_args, size_t n_kw, const mp_obj_t* args, size_t n_parameters,
                const mp_arg_t* parameters, mp_arg_val_t* values);

#endif  // WEFT_MICROPYTHON_VM_ARGUMENTS_H_
