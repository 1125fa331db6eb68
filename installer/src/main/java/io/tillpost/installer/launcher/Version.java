package io.tillpost.installer.launcher;

import picocli.CommandLine.IVersionProvider;

/// What `--version` says: the product's from the jar's manifest, and the Java that runs it.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[]{"tillpost " + (version == null ? "development" : version),
            "java " + Runtime.version()};
    }
}
