#include "mpconfig_weft.h"
