// SPDX-License-Identifier: MIT
// Imports lock as CPython's do: each module for itself, from the moment a thread looks for it until
// its code has run; one that is loaded takes no lock. Who would wait in a circle (two modules that
// import each other, in two threads) gets the module half made, as CPython's _ModuleLock has it.
#ifndef WEFT_MICROPYTHON_FIBERS_IMPORT_LOCK_H_
#define WEFT_MICROPYTHON_FIBERS_IMPORT_LOCK_H_

// For a soft reset: weft_reset_imports() forgets the imports under way.
void weft_reset_imports();

#endif  // WEFT_MICROPYTHON_FIBERS_IMPORT_LOCK_H_
