// SPDX-License-Identifier: MIT
// Set-up of the module _weft, and the settings of the stacks.
#ifndef WEFT_MICROPYTHON_MODULE_SETTINGS_H_
#define WEFT_MICROPYTHON_MODULE_SETTINGS_H_

// weft_reset_module() has the collector's roots and the stacks as they are before a program.
// With no fiber alive.
void weft_reset_module();

#endif  // WEFT_MICROPYTHON_MODULE_SETTINGS_H_
