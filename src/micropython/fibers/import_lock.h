// Imports are one thread's business at a time, as in CPython: a module whose code waits, or is
// preempted, is not seen half made by others.
#ifndef WEFT_MICROPYTHON_FIBERS_IMPORT_LOCK_H_
#define WEFT_MICROPYTHON_FIBERS_IMPORT_LOCK_H_

// For a soft reset: weft_reset_imports() frees the import lock.
void weft_reset_imports();

#endif  // WEFT_MICROPYTHON_FIBERS_IMPORT_LOCK_H_
