//! Parameters of requests by their contract names, for the command line and the service alike.
