#pragma once

// The resolver's state is full of bit fields and unions, and its functions hide behind macros, so
// Swift can use neither; what is needed of them stands here. Since glibc 2.34 they are in libc itself.
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

// Asks the system's name servers, or the given one, and waits for the answer: `seconds` for each
// name server in turn, `tries` times. Returns the length of the answer, which may exceed `capacity`;
// -1 where none came. The state is this call's own, so calls may run side by side.
static inline int cogwatch_ask_name_server(const char *name, int type, const char *server,
                                           unsigned short port, int seconds, int tries,
                                           unsigned char *answer, int capacity) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) {
        return -1;
    }
    state.retrans = seconds;
    state.retry = tries;
    int length = -1;
    int is_known = 1;
    if (server != NULL) {
        memset(&state.nsaddr_list[0], 0, sizeof state.nsaddr_list[0]);
        state.nsaddr_list[0].sin_family = AF_INET;
        state.nsaddr_list[0].sin_port = htons(port);
        is_known = inet_pton(AF_INET, server, &state.nsaddr_list[0].sin_addr);
        state.nscount = 1;
    }
    unsigned char question[NS_PACKETSZ];
    int size = is_known == 1 ? res_nmkquery(&state, ns_o_query, name, ns_c_in, type, NULL, 0, NULL,
                                            question, sizeof question)
                             : -1;
    if (size > 0) {
        length = res_nsend(&state, question, size, answer, capacity);
    }
    res_nclose(&state);
    return length;
}
