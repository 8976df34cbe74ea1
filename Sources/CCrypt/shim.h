#pragma once
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

// The scratch space of crypt is 32 kB of fields that mean nothing outside of it; Swift would import
// them as one tuple. It holds traces of the password, so it is cleared before it is let go.
//
// Writes the hash of `phrase` under the method, cost and salt of `setting` to `hash`. Returns 0, or
// -1 where the setting is none that this machine's libcrypt can do.
static inline int cogwatch_crypt(const char *phrase, const char *setting, char *hash, size_t capacity) {
    struct crypt_data *scratch = calloc(1, sizeof *scratch);
    if (scratch == NULL) {
        return -1;
    }
    const char *made = crypt_rn(phrase, setting, scratch, sizeof *scratch);
    int result = -1;
    if (made != NULL && made[0] != '*' && strlen(made) < capacity) {
        strcpy(hash, made);
        result = 0;
    }
    explicit_bzero(scratch, sizeof *scratch);
    free(scratch);
    return result;
}
