// SPDX-License-Identifier: MIT
// Linux's, which picolibc lacks.
#pragma once

struct dirent {
  unsigned long d_ino;
  unsigned char d_type;
  char d_name[256];
};

typedef struct {
  int fd, at, end;
  struct dirent entry;
  char buffer[2048] __attribute__((aligned(8)));
} DIR;

#define DT_DIR 4
#define DT_REG 8

DIR *opendir(const char *path);
struct dirent *readdir(DIR *dir);
int closedir(DIR *dir);
