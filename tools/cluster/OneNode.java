import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** An OpenSearch node as this process: OneNode OWNER setting=value... It ends with the process OWNER that started it. */
final class OneNode {
  /** The modules of the distribution that archives use, by their names without "ModulePlugin" (3) or "Plugin" (2). */
  private static final String[] MODULES = {
    "org.opensearch.transport.Netty4",
    "org.opensearch.analysis.common.CommonAnalysis",
    "org.opensearch.index.mapper.MapperExtras",
    "org.opensearch.index.reindex.Reindex",
    "org.opensearch.painless.Painless",
  };

  public static void main(String[] arguments) throws Exception {
    long owner = Long.parseLong(arguments[0]);
    Settings.Builder settings = Settings.builder();
    for (int i = 1; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Path config = Path.of(settings.get("path.home"), "config");
    Node node = new OpenSearchRunnerNode(
        InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), config, () -> "node"), modules());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(node)));
    Thread watch = new Thread(() -> follow(owner), "owner");
    watch.setDaemon(true);
    watch.start();
    node.start();
    Thread.currentThread().join();
  }

  private static List<Class<? extends Plugin>> modules() throws ClassNotFoundException {
    List<Class<? extends Plugin>> found = new ArrayList<>();
    for (String name : MODULES) {
      Class<?> module;
      try {
        module = Class.forName(name + "ModulePlugin");
      } catch (ClassNotFoundException olderThanThree) {
        module = Class.forName(name + "Plugin");
      }
      found.add(module.asSubclass(Plugin.class));
    }
    return found;
  }

  private static void leave(Node node) {
    try {
      node.close();
    } catch (Exception failed) {
      failed.printStackTrace();
    }
  }

  /** Whoever has lost its parent gets another one, also where the parent has become a zombie that nobody waits for. */
  private static void follow(long owner) {
    while (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) == owner) {
      try {
        Thread.sleep(300);
      } catch (InterruptedException ending) {
        return;
      }
    }
    Runtime.getRuntime().halt(1);
  }
}
