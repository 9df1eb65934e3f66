// SPDX-License-Identifier: MIT
// What happens while bytecode runs: time slices, Ctrl-C on its way to the main thread, the block
// detector, and schedule exploration. See mpconfig_weft.h for how the VM gets here.
#ifndef WEFT_MICROPYTHON_CONTROL_PREEMPT_H_
#define WEFT_MICROPYTHON_CONTROL_PREEMPT_H_

#include "binding.h"

// weft_count_alarm() tells how many alarms were armed (+1) or disarmed (-1).
void weft_count_alarm(int change);

// weft_reset_control() makes everything as it was at the start: no ticks, no slices.
void weft_reset_control();

// weft_note_progress() tells the block detector that asyncio's loop has come round.
void weft_note_progress();

#endif  // WEFT_MICROPYTHON_CONTROL_PREEMPT_H_
