package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.Mounts;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The box's small disk is filled: new sales are refused, visibly and before they are accepted. Then there is room again; then
/// there is less than the box wants to have left.
final class DiskFull implements Fault {
    @Override
    public int number() {
        return 12;
    }

    @Override
    public String title() {
        return "disk full and freed";
    }

    private static final Duration REFUSES_WITHIN = Duration.ofMinutes(3);
    private static final long REFUSED_BELOW = 24L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private @Nullable Mounts disk;

    @Override
    public Optional<String> missing() {
        return Mounts.missing();
    }

    @Override
    public Box box(World world) throws IOException {
        String store = world.nextStore();
        Mounts mounted = Mounts.make(world.folder(store));
        disk = mounted;
        return world.newBox(store, mounted.folder().resolve("data"), limits(1, 0));
    }

    @Override
    public void clear() {
        Mounts mounted = disk;
        disk = null;
        if (mounted != null) {
            mounted.close();
        }
    }

    @Override
    public void strike(Scene scene) throws IOException {
        Mounts mounted = Objects.requireNonNull(disk, "no disk");
        mounted.fill(0);
        scene.awaitThat("new sales are refused with 507 disk-full", REFUSES_WITHIN,
                () -> refused(scene, "free some room and try again"));
        scene.during(Duration.ofSeconds(scene.between(1, 4)));
        UnseenException.unless(scene.box().agent().isAlive(), "the agent ended when its disk was full");
        mounted.free();
        scene.sell(8);
        nearlyFull(scene, mounted);
    }

    /// Long before nothing fits any more.
    private static void nearlyFull(Scene scene, Mounts mounted) throws IOException {
        scene.box().agent().stop();
        scene.box().journalSettings(limits(REFUSED_BELOW * 2, REFUSED_BELOW));
        scene.box().agent().start();
        scene.sell(2);
        mounted.fill(REFUSED_BELOW / 2);
        scene.awaitThat("new sales are refused with 507 disk-nearly-full", REFUSES_WITHIN,
                () -> refused(scene, "what is open can be finished"));
        mounted.free();
        scene.sell(4);
    }

    private static Map<String, Object> limits(long warn, long refuse) {
        return Map.of("disk", Map.of("warnFreeBytes", warn, "refuseFreeBytes", refuse));
    }

    private static boolean refused(Scene scene, String detail) {
        try {
            var _ = scene.box().impatientApi(PATIENCE).send(Request.json("POST", "/v1/sales",
                    Map.of("till", scene.box().tills().getLast(), "lines",
                            java.util.List.of(Map.of("sku", "1",
                                    "description", "Thing", "quantityThousandths", 1_000, "unitPrice",
                                    Map.of("minor", 100, "currency", "EUR"), "taxRate", 700, "salesClass",
                                    "food"))),
                    scene.world().ids().next().toString()));
            return false;
        } catch (EnvironmentFault e) {
            return String.valueOf(e.getMessage()).contains("507")
                    && String.valueOf(e.getMessage()).contains(detail);
        }
    }
}
