// What C of others expects of <string.h>: the functions that are linked into each component (System/Runtime).

#pragma once
#include <stddef.h>

void *memcpy(void *target, const void *source, size_t count);
void *memmove(void *target, const void *source, size_t count);
void *memset(void *target, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);
