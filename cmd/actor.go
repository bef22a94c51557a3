package cmd

import "github.com/incodectl/incodectl/internal/audit"

// actor is who makes changes: a CI job, or the account and host the process
// runs as.
func (a *app) actor() audit.Actor {
	host, err := a.env.Hostname()
	if err != nil {
		host = ""
	}
	return audit.DetectActor(a.env.Getenv, a.account(), host)
}

// account is the account the process runs as. The system knows it better than
// the environment, which anybody can set.
func (a *app) account() string {
	if a.env.User != nil {
		if name, err := a.env.User(); err == nil && name != "" {
			return name
		}
	}
	if name := a.env.Getenv("USER"); name != "" {
		return name
	}
	return a.env.Getenv("USERNAME") // Windows
}
