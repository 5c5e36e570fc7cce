/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of objects of --json.
 */
#include "gen_json.h"

#define INTEGER   "\"type\": \"integer\""
#define COUNT     "\"type\": \"integer\", \"minimum\": 0"
#define ID        "\"type\": \"integer\", \"minimum\": 1"
#define OR_NULL   "\"type\": [\"integer\", \"null\"]"
#define FD        "\"type\": \"integer\", \"minimum\": 0"
#define TIME      "\"$ref\": \"#/$defs/time\""
#define SECONDS   "\"type\": \"number\", \"minimum\": 0"
#define TRUE      "\"const\": true"
#define BOOL      "\"type\": \"boolean\""
#define ONE_OF(s) "\"enum\": [" s "]"
#define COUNTS    "\"type\": \"array\", \"items\": {\"type\": \"integer\", \"minimum\": 0}"
#define CHANGE    "\"type\": \"array\", \"items\": {" JSON_SCALAR "}, \"minItems\": 2, \"maxItems\": 2"
#define ARGS      "\"type\": \"array\", \"items\": {" JSON_SCALAR "}"
#define OBJECT(members, names)                                                                     \
	"\"type\": \"object\", \"properties\": {" members "}, \"required\": [" names               \
	"], \"additionalProperties\": false"
#define OBJECTS(members, names)   "\"type\": \"array\", \"items\": {" OBJECT(members, names) "}"
#define INNER(name, schema, help) "\"" name "\": {" schema ", \"description\": \"" help "\"}"

#define HAS(name, schema, help)                                                                    \
	{                                                                                          \
		name, schema, help, false                                                          \
	}
#define MAYBE(name, schema, help)                                                                  \
	{                                                                                          \
		name, schema, help, true                                                           \
	}
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, NULL, false                                                            \
	}
#define WHEN HAS("start", TIME, "when it was, in seconds since 1970, with nanoseconds")
#define DATA                                                                                       \
	MAYBE("data", JSON_TEXT, "the bytes, where they are valid UTF-8"),                         \
		MAYBE("data_base64", JSON_BASE64, "the bytes, where they are not")

/* clang-format off */
static const struct json_member call[] = {
	HAS("id", ID, "the number of the call, from 1"),
	HAS("cmd", JSON_TEXT, "the command as written"),
	HAS("call", JSON_TEXT, "the call's name"),
	HAS("fd", OR_NULL, "the descriptor that it was made on"),
	HAS("args", ARGS, "its other arguments; the data is not among them, nor flags where none are given"),
	HAS("result", INTEGER, "what it returned"),
	HAS("errno", JSON_MAYBE, "the name of the error; GAVEUP: the time for it was over"),
	MAYBE("note", JSON_TEXT, "what stands in parentheses behind the result"),
	MAYBE("descriptors", COUNTS, "the two that socketpair has made"),
	HAS("start", TIME, "when it began, in seconds since 1970, with nanoseconds"),
	HAS("duration", SECONDS, "how long it took, in seconds"),
	HAS("job", OR_NULL, "the number of the job that made it"),
	MAYBE("addresses", JSON_STRINGS, "what resolve found"),
	MAYBE("canonical", JSON_MAYBE, "the name that these are of, where it was asked for"),
	MAYBE("control", OBJECTS(
		INNER("level", INTEGER, "SOL_SOCKET and so on, as a number") ", "
		INNER("type", INTEGER, "SCM_RIGHTS and so on, as a number") ", "
		INNER("text", JSON_TEXT, "what it says"), "\"level\", \"type\", \"text\""),
		"control messages that went along"),
	MAYBE("pieces", COUNTS, "the lengths of the buffers, where there are several"),
	DATA,
	MAYBE("missing", COUNT, "how many bytes there was no memory to write, or to keep"),
	END };

static const struct json_member effect[] = {
	MAYBE("call", ID, "the id of the call whose effect it is; none: it came by itself"),
	MAYBE("start", TIME, "when that was seen, in seconds since 1970"),
	MAYBE("job", ID, "the job that made the call"),
	HAS("fd", FD, "the descriptor"),
	MAYBE("state", CHANGE, "the state, before and after; null: none"),
	MAYBE("local", CHANGE, "its own address"),
	MAYBE("peer", CHANGE, "the peer's"),
	MAYBE("kind", CHANGE, "what it is"),
	MAYBE("queue", CHANGE, "connections that wait to be accepted"),
	MAYBE("backlog", INTEGER, "how many may wait there"),
	MAYBE("unread", CHANGE, "bytes that wait to be read"),
	MAYBE("unacked", CHANGE, "bytes sent and not acknowledged, or not taken"),
	MAYBE("unsent", CHANGE, "bytes written and not sent yet"),
	MAYBE("next", CHANGE, "bytes of the next datagram"),
	MAYBE("rmem", CHANGE, "memory of what waits to be read"),
	MAYBE("drops", CHANGE, "what was dropped for want of room"),
	MAYBE("segments", "\"anyOf\": [{\"type\": \"null\"}, {" OBJECT(
		INNER("out", INTEGER, "sent") ", " INNER("in", INTEGER, "received"), "\"out\", \"in\"")
		"}]", "of TCP, meanwhile; null: unknown"),
	MAYBE("sends", OBJECT(
		INNER("calls", COUNT, "how many sends") ", "
		INNER("begins", BOOL, "the first of them from its first byte") ", "
		INNER("ends", BOOL, "the last of them to its last byte"),
		"\"calls\", \"begins\", \"ends\""), "whose bytes a receive has brought"),
	MAYBE("closed", TRUE, "it was closed"),
	MAYBE("elsewhere", TRUE, "and another descriptor has what was open on it"),
	MAYBE("held", JSON_MAYBE, "the state in which the kernel goes on with its connection"),
	MAYBE("left", SECONDS, "for how many seconds yet"),
	END };

static const struct json_member packet[] = {
	HAS("number", ID, "of the packet, from 1"),
	MAYBE("call", ID, "the id of the last call before it"),
	MAYBE("job", ID, "the job that made that"),
	MAYBE("after", SECONDS, "seconds from the beginning of that call"),
	MAYBE("when", ONE_OF("\"since\", \"meanwhile\""), "it came with no call: since the last command, or during another job's call"),
	WHEN,
	MAYBE("from", JSON_TEXT, "address and port that it comes from"),
	MAYBE("to", JSON_TEXT, "and goes to"),
	MAYBE("from_fd", FD, "the descriptor there, where it is of this shell"),
	MAYBE("to_fd", FD, "likewise"),
	HAS("length", COUNT, "bytes of payload"),
	MAYBE("flags", JSON_TEXT, "of TCP: S F R P and a dot for ACK"),
	MAYBE("seq", INTEGER, "of TCP: from the connection's first"),
	MAYBE("ack", INTEGER, "likewise"),
	MAYBE("win", COUNT, "of TCP: the window, in bytes"),
	MAYBE("remark", JSON_TEXT, "what it is besides: sent again, a probe and so on"),
	MAYBE("link", COUNT, "the link between hosts that it entered"),
	MAYBE("fate", ONE_OF("\"carried\", \"lost\", \"full\", \"cut\", \"dropped\""), "what became of it there"),
	MAYBE("arrives", SECONDS, "when it comes out, in seconds since 1970"),
	HAS("text", JSON_TEXT, "its line"),
	END };

static const struct json_member reason[] = {
	HAS("call", ID, "the id of the call that failed"),
	MAYBE("job", ID, "the job that made it"),
	MAYBE("fd", FD, "its descriptor"),
	HAS("errno", JSON_TEXT, "the name of the error"),
	HAS("text", JSON_TEXT, "why it failed, in words"),
	END };

static const struct json_member error[] = {
	HAS("kind", ONE_OF("\"none\", \"syntax\", \"usage\", \"name\", \"system\", \"expect\""),
		"what was wrong; expect: a result is not as expected"),
	WHEN,
	MAYBE("file", JSON_TEXT, "the script"),
	MAYBE("line", ID, "the line there, from 1"),
	MAYBE("column", ID, "the character there, from 1"),
	HAS("message", JSON_TEXT, "what is said of it"),
	MAYBE("hint", JSON_TEXT, "what to do"),
	MAYBE("detail", JSON_TEXT, "lines below it"),
	MAYBE("sourced", OBJECTS(
		INNER("file", JSON_TEXT, "its name") ", " INNER("line", COUNT, "the line there"),
		"\"file\", \"line\""), "what sourced the script, and so on outward"),
	END };

static const struct json_member samples[] = {
	HAS("fd", FD, "the descriptor followed"),
	HAS("name", JSON_TEXT, "the variable that holds its number, or the number"),
	HAS("samples", COUNT, "readings made"),
	HAS("late", COUNT, "of them late by more than a quarter of the time between two"),
	HAS("missed", COUNT, "not made in time"),
	HAS("start", TIME, "when the first was due, in seconds since 1970"),
	HAS("every", SECONDS, "seconds between two"),
	HAS("ended", ONE_OF("\"stopped\", \"closed\", \"limit\""), "why it has ended"),
	HAS("fields", OBJECTS(
		INNER("field", JSON_TEXT, "its name") ", "
		INNER("unit", JSON_MAYBE, "what it is counted in") ", "
		INNER("min", JSON_NUMBER, "the least; null: the kernel told nothing") ", "
		INNER("max", JSON_NUMBER, "the most") ", "
		INNER("last", JSON_NUMBER, "the last"),
		"\"field\", \"unit\", \"min\", \"max\", \"last\""), "what was followed"),
	END };

static const struct json_member grade[] = {
	HAS("file", JSON_TEXT, "the submission, or the program"),
	HAS("points", COUNT, "what it gets"),
	HAS("of", COUNT, "what it could get"),
	HAS("failure", JSON_MAYBE, "what went wrong first"),
	HAS("answers", JSON_STRINGS, "what was answered, in order; empty: nothing"),
	MAYBE("state", JSON_TEXT, "what became of the program"),
	MAYBE("output", JSON_TEXT, "what it has printed, where that is valid UTF-8"),
	MAYBE("output_base64", JSON_BASE64, "what it has printed, where it is not"),
	END };

/* ---- events ---- */

#define SERVER \
	HAS("service", JSON_TEXT, "the name of what it serves"), \
	HAS("server", FD, "the descriptor served"), WHEN
#define CLIENT \
	MAYBE("fd", FD, "the connection's descriptor"), \
	MAYBE("peer", JSON_TEXT, "the client's address")

static const struct json_member serves[] = {
	SERVER, HAS("address", JSON_TEXT, "where"), END };
static const struct json_member opened[] = {
	SERVER, CLIENT, MAYBE("how", JSON_TEXT, "what it is connected to, of a relay"), END };
static const struct json_member closed[] = {
	SERVER, CLIENT,
	HAS("how", JSON_TEXT, "end of stream, reset, idle, stopped, finished, or what the system said"),
	HAS("in", COUNT, "bytes received"), HAS("out", COUNT, "bytes sent"),
	HAS("duration", SECONDS, "how long it lasted, in seconds"), END };
static const struct json_member note[] = {
	SERVER, CLIENT, HAS("how", JSON_TEXT, "what happened"), END };
static const struct json_member data[] = {
	SERVER, CLIENT, HAS("how", JSON_TEXT, "from client, from target"), DATA, END };
static const struct json_member fault[] = {
	SERVER, CLIENT, HAS("how", JSON_TEXT, "what was done to it"),
	HAS("number", ID, "the datagram's number, both ways counted"),
	HAS("way", ONE_OF("\"in\", \"out\""), "in: to the target; out: to the client"),
	HAS("nth", ID, "its number of that way"), DATA, END };

static const struct json_member started[] = {
	HAS("job", ID, "its number"), WHEN, HAS("cmd", JSON_TEXT, "the command as written"), END };
static const struct json_member waits[] = {
	HAS("job", ID, "its number"), WHEN, HAS("call", JSON_TEXT, "the call's name"),
	HAS("fd", OR_NULL, "its descriptor"), END };
static const struct json_member ended[] = {
	HAS("job", ID, "its number"), WHEN,
	HAS("result", OR_NULL, "of its last call; null: it made none, or was refused"),
	HAS("errno", JSON_MAYBE, "the name of its error"), END };

#define NEWS HAS("fd", FD, "the descriptor"), WHEN
static const struct json_member news[] = { NEWS, END };
static const struct json_member readable[] = {
	NEWS, MAYBE("bytes", COUNT, "how many"), END };
static const struct json_member waiting[] = {
	NEWS, HAS("queue", COUNT, "how many"), END };

const struct json_type json_types[] = {
	{ "call", NULL, "a call that has returned", call, NULL },
	{ "effect", NULL, "what a call, or time, has changed of a descriptor; of a socket option the value before and after, by its name", effect,
		"\"^[A-Z][A-Z0-9]*_[A-Z0-9_]+$\": {" CHANGE ", \"description\": \"a socket option, before and after\"}" },
	{ "packet", NULL, "a packet captured", packet, NULL },
	{ "reason", NULL, "why the call before it failed", reason, NULL },
	{ "error", NULL, "a line that could not be done, or a result that is not as expected; standard error has it as text", error, NULL },
	{ "samples", NULL, "what sample has followed, at its end", samples, NULL },
	{ "grade", NULL, "of --grade: a submission, or a program", grade, NULL },
	{ "event", "start", "a server begins", serves, NULL },
	{ "event", "open", "a client has connected", opened, NULL },
	{ "event", "close", "a connection has ended", closed, NULL },
	{ "event", "note", "a client was turned away, or a server is out of something", note, NULL },
	{ "event", "data", "bytes that a server has received, with --hex, or passes on", data, NULL },
	{ "event", "fault", "a relay has done something to a datagram", fault, NULL },
	{ "event", "end", "a server has ended by itself", note, NULL },
	{ "event", "job started", "a job begins", started, NULL },
	{ "event", "job waits", "a job's call is one that may wait", waits, NULL },
	{ "event", "job ended", "a job has ended", ended, NULL },
	{ "event", "connected", "notify: a connection has come about", news, NULL },
	{ "event", "waiting", "notify: connections wait to be accepted", waiting, NULL },
	{ "event", "readable", "notify: something waits to be read", readable, NULL },
	{ "event", "urgent", "notify: urgent data", news, NULL },
	{ "event", "peer closed", "notify: nothing more comes", news, NULL },
	{ "event", "reset", "notify: the connection was reset", news, NULL },
	{ "event", "error", "notify: an error is pending", news, NULL },
};
const size_t json_type_count = sizeof(json_types) / sizeof(json_types[0]);

const char json_row_summary[] =
	"a line of text, a value, or a row of a table, with a member for each column";
const struct json_member json_row_members[] = {
	HAS("row", JSON_TEXT, "the name of the command that it is of"),
	HAS("cmd", JSON_TEXT, "the command as written"),
	MAYBE("text", JSON_TEXT, "a line of text"),
	MAYBE("start", TIME, "of what talk has received: when"),
	MAYBE("value", JSON_TEXT, "a value, where it is valid UTF-8"),
	MAYBE("value_base64", JSON_BASE64, "a value, where it is not"),
	END };
/* clang-format on */
