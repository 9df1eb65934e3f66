// SPDX-License-Identifier: MIT
// Linux's, which picolibc lacks. Not served.
#pragma once

struct statvfs {
  unsigned long f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid;
  unsigned long f_flag, f_namemax;
};

int statvfs(const char *path, struct statvfs *result);
