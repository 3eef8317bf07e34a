//! Limits of the service, each with its reason.

use std::time::Duration;

/// Time a search may take: a reader has gone by then.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// Time after the deadline in which a search must have noticed it.
pub const DEADLINE_GRACE: Duration = Duration::from_secs(2);
/// Searches that wait for each one that runs; more are refused at once, for they would only wait
/// for their own deadline.
pub const WAITING_PER_WORKER: usize = 32;
/// Bytes of a posted search: the longest query, and a thousand values of every filter.
pub const BODY_BYTES_MAX: usize = 2 << 20;
/// Time in which a body must arrive.
pub const BODY_TIME_MAX: Duration = Duration::from_secs(10);
/// Bytes of posted articles, by the contract.
pub const POST_BYTES_MAX: usize = 64 << 20;
/// Time in which posted articles must arrive: their most over a slow line.
pub const POST_TIME_MAX: Duration = Duration::from_secs(60);
/// Posts that arrive at a time; each is held in memory.
pub const POSTS_MAX: usize = 4;
/// Bytes of posted articles that wait to be written.
pub const POSTS_BYTES_MAX: usize = 192 << 20;
/// Bytes of an address: what proxies and browsers pass on; longer requests are posted.
pub const URI_BYTES_MAX: usize = 32 << 10;
/// Bytes of the address in a `Link` header: servers between bound the head of an answer, commonly
/// at 8 KiB. `next_cursor` in the answer goes on all the same.
pub const LINK_BYTES_MAX: usize = 8 << 10;
/// Bytes of a request's head, above which the connection is closed; the address is part of it.
pub const HEAD_BYTES_MAX: usize = 256 << 10;
/// Time in which a request's head must arrive, also the next one on a kept connection.
pub const HEAD_TIME_MAX: Duration = Duration::from_secs(15);
/// Connections at a time; more wait in the system's queue. Each takes a file and some memory.
pub const CONNECTIONS_MAX: usize = 1024;
/// Connections of one client at a time: a quarter of all, so that no client keeps the others out. This
/// machine and trusted proxies, which speak for many, may have all.
pub const CLIENT_CONNECTIONS_MAX: usize = CONNECTIONS_MAX / 4;
/// Clients whose requests are counted each by itself, some 10 MB; where there are more at a time, those
/// that come later share one count.
pub const QUOTA_CLIENTS_MAX: usize = 100_000;
/// Time that running requests get when the service ends.
pub const SHUTDOWN: Duration = Duration::from_secs(10);
/// Time between two looks at `CURRENT`: a version is served within a second of its publication.
pub const REFRESH: Duration = Duration::from_millis(250);
/// Pause before the next try after an error of `accept`, such as too many open files.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Exports at a time: each holds a thread and reads the disk for as long as its client takes.
pub const EXPORTS_MAX: usize = 8;
/// Time that a client may take nothing of what is sent to it: then it is taken for gone.
pub const STALL: Duration = Duration::from_secs(30);
/// Bytes of a piece of an export, and pieces that wait for the client: what an export holds in memory.
pub const EXPORT_PIECE_BYTES: usize = 64 << 10;
/// See [`EXPORT_PIECE_BYTES`].
pub const EXPORT_PIECES: usize = 4;
