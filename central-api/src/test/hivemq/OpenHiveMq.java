import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.file.Path;

/// HiveMQ Community Edition that lets everybody in, which it does not by itself. PlainBrokerTest runs this file with HiveMQ's
/// own class path, which is none of the product's; the argument is a folder with `conf`, `data` and `extensions`.
public final class OpenHiveMq implements ExtensionMain {
    public static void main(String[] args) {
        Path home = Path.of(args[0]);
        var open = EmbeddedExtension.builder()
                .withId("open")
                .withName("lets everybody in")
                .withVersion("1")
                .withExtensionMain(new OpenHiveMq())
                .build();
        EmbeddedHiveMQ.builder()
                .withConfigurationFolder(home.resolve("conf"))
                .withDataFolder(home.resolve("data"))
                .withExtensionsFolder(home.resolve("extensions"))
                .withEmbeddedExtension(open)
                .build()
                .start()
                .join();
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        SimpleAuthenticator everybody = (_, answer) -> answer.authenticateSuccessfully();
        Services.securityRegistry().setAuthenticatorProvider(_ -> everybody);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // The process ends with it.
    }
}
