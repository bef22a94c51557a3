package audit

// Actions are all there are, in order of their kind.
func Actions() []string {
	return []string{
		"feature.enable", "feature.disable",
		"integration.create", "integration.edit", "integration.delete", "integration.set_secret",
		"workflow.create", "workflow.edit", "workflow.delete",
		"session.request", "session.complete", "session.review", "session.expire", "session.cancel", "session.refresh",
		"api_key.generate", "api_key.copy", "api_key.revoke",
		"credential.generate_secret", "credential.rehash", "credential.revoke",
		"directory.sync", "directory.sync_held", "directory.apply", "directory.discard", "directory.purge",
		"incode.connect", "incode.disconnect",
	}
}
