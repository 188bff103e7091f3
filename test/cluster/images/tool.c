/*
 * The programs of the images that `shapes.ts` describes, by the name they are called by. Each does what the program of that
 * name does, as far as hardening can break it.
 *
 *   serve [-p PORT] [-e] [-w USER] PATH...   who it is, and of each path whether it can be written. -p listens on a port,
 *                                            -e insists on being root, -w has a child become somebody, as nginx has
 *   gosu, su-exec, s6-setuidgid USER COMMAND...
 *   setpriv --reuid=USER --regid=USER --clear-groups COMMAND...
 *   sudo COMMAND...
 *   tini -- COMMAND...
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what) {
	printf("%s: %s\n", what, strerror(errno));
	return 1;
}

/* Static programs cannot ask NSS. */
static int look_up(const char *user, uid_t *uid, gid_t *gid) {
	char line[512], name[64];
	FILE *file = fopen("/etc/passwd", "r");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "%63[^:]:%*[^:]:%u:%u:", name, uid, gid) == 3 && strcmp(name, user) == 0) return 0;
	if (sscanf(user, "%u:%u", uid, gid) == 2) return 0;
	errno = ENOENT;
	return -1;
}

static int become(const char *user, char **command) {
	uid_t uid;
	gid_t gid;
	if (look_up(user, &uid, &gid) != 0) return fail(user);
	if (setgroups(1, &gid) != 0 || setgid(gid) != 0 || setuid(uid) != 0) return fail("become");
	if (command == NULL) return 0;
	execvp(command[0], command);
	return fail(command[0]);
}

static void tell(const char *path) {
	char file[4096];
	/* A name of its own: pods share a store, and their process numbers are alike. */
	snprintf(file, sizeof file, "%s/.serve-XXXXXX", path);
	int made = mkstemp(file);
	printf("%s %s\n", path, made < 0 ? "no" : "yes");
	if (made >= 0) unlink(file);
}

static int serve(int argc, char **argv) {
	gid_t groups[64];
	int option, status = 0;
	while ((option = getopt(argc, argv, "p:ew:")) != -1) {
		if (option == 'e' && geteuid() != 0) {
			printf("not root\n");
			return 1;
		}
		if (option == 'p') {
			struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(optarg))};
			int bound = socket(AF_INET, SOCK_STREAM, 0);
			if (bind(bound, (struct sockaddr *)&address, sizeof address) != 0) return fail("bind");
		}
		if (option == 'w') {
			if (fork() == 0) _exit(become(optarg, NULL));
			wait(&status);
			if (status != 0) return fail("worker");
		}
	}
	int count = getgroups(64, groups);
	printf("uid=%u gid=%u groups=", getuid(), getgid());
	for (int i = 0; i < count; i++) printf("%s%u", i ? "," : "", groups[i]);
	printf("\n");
	for (; optind < argc; optind++) tell(argv[optind]);
	return 0;
}

int main(int argc, char **argv) {
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (strcmp(name, "serve") == 0) return serve(argc, argv);
	if (strcmp(name, "sudo") == 0) {
		if (geteuid() != 0 || setuid(0) != 0) {
			printf("sudo: effective uid is not 0\n");
			return 1;
		}
		execvp(argv[1], argv + 1);
		return fail(argv[1]);
	}
	if (strcmp(name, "tini") == 0) {
		execvp(argv[2], argv + 2);
		return fail(argv[2]);
	}
	if (strcmp(name, "setpriv") == 0) {
		const char *user = argv[1] + strlen("--reuid=");
		for (argv++; strncmp(*argv, "--", 2) == 0; argv++) continue;
		return become(user, argv);
	}
	return become(argv[1], argv + 2);
}
