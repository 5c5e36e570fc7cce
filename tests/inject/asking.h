/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program that asks before it makes a system call: seccomp_unotify(2).
 */
#ifndef INJECT_ASKING_H
#define INJECT_ASKING_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

enum { ASKS_ALWAYS = -1 };

static inline void die(const char *what)
{
	fprintf(stderr, "fail: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Asks for call NR (ASKS_ALWAYS: for each), and for fcntl and exit_group; but not for
 * the sendmsg that hands over the listener, which nobody could answer yet, and of futex(2) for
 * the waits alone: a signal may end a call before its question is read, with EINTR, and
 * libc aborts when a wake fails. */
static inline int asking_install(int nr, int channel)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendmsg, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)channel, 11, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_futex, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (uint32_t)FUTEX_CMD_MASK),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FUTEX_WAIT, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FUTEX_WAIT_BITSET, 0, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 0, nr != ASKS_ALWAYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
		&program);
}

/* A message of one byte with room for a descriptor: unix(7). */
struct asking_message {
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec data;
	struct msghdr header;
};

static inline struct cmsghdr *asking_message(struct asking_message *m)
{
	*m = (struct asking_message){ .data = { &m->byte, 1 } };
	m->header.msg_iov = &m->data;
	m->header.msg_iovlen = 1;
	m->header.msg_control = m->control;
	m->header.msg_controllen = sizeof(m->control);
	return CMSG_FIRSTHDR(&m->header);
}

/* In the child: becomes the program. */
static inline void asking_become(int nr, int channel, char **argv)
{
	struct asking_message m;
	struct cmsghdr *c = asking_message(&m);
	int listener;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	listener = asking_install(nr, channel);
	if (listener < 0)
		die("seccomp");
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(listener));
	memcpy(CMSG_DATA(c), &listener, sizeof(listener));
	if (sendmsg(channel, &m.header, 0) == 1)
		execv(argv[0], argv);
	_exit(127);
}

/* Starts it, in a process group of its own. Returns its number; its questions come
 * through *LISTENER. */
static inline pid_t asking_start(int nr, char **argv, int *listener)
{
	struct asking_message m;
	struct cmsghdr *c = asking_message(&m);
	int channel[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
		die("socketpair");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		asking_become(nr, channel[1], argv);
	close(channel[1]);
	if (recvmsg(channel[0], &m.header, MSG_CMSG_CLOEXEC) != 1)
		die("no listener");
	memcpy(listener, CMSG_DATA(c), sizeof(*listener));
	close(channel[0]);
	return pid;
}

#endif
