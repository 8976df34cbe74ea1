/* Stands in for the program where only the package is checked: small, and needs nothing but libc.
   It answers as the program that COGWATCH names. */
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **words) {
    (void)count;
    char *program = getenv("COGWATCH");
    if (program != NULL) execv(program, words);
    return 3;
}
