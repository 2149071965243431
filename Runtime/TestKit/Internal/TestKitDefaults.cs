using Akka.Configuration;

namespace Akka.TestKit.Internal;

/// <summary>The configuration that a test kit adds to a system's own, with the values that Akka.NET's test kit has.</summary>
internal static class TestKitDefaults
{
    public static readonly Config Reference = ConfigurationFactory.ParseString($$"""
        akka {
          loggers = ["{{NameOf(typeof(TestEventListener))}}"]
          test {
            # stretches every time that goes through Dilated
            timefactor = 1.0
            # how long EventFilter waits for its events after the action is done
            filter-leeway = 3s
            # how long ExpectMsg and friends wait outside of Within
            single-expect-default = 3s
            # for Ask
            default-timeout = 5s
            # for the test actor and the loggers
            startup-timeout = 5s
            # writes every expectation to the log
            testkit.debug = false
            calling-thread-dispatcher {
              type = "{{NameOf(typeof(CallingThreadDispatcherConfigurator))}}"
              throughput = 2147483647
            }
            test-actor.dispatcher {
              type = "{{NameOf(typeof(CallingThreadDispatcherConfigurator))}}"
              throughput = 2147483647
            }
          }
        }
        """);

    public static readonly Config FullDebug = ConfigurationFactory.ParseString("""
        akka.log-dead-letters-during-shutdown = true
        akka.actor.debug.receive = true
        akka.actor.debug.autoreceive = true
        akka.actor.debug.lifecycle = true
        akka.actor.debug.event-stream = true
        akka.actor.debug.unhandled = true
        akka.actor.debug.fsm = true
        akka.actor.debug.router-misconfiguration = true
        akka.log-dead-letters = true
        akka.loglevel = DEBUG
        akka.stdout-loglevel = DEBUG
        """);

    public static readonly Config Scheduler = ConfigurationFactory.ParseString($$"""
        akka.scheduler.implementation = "{{NameOf(typeof(TestScheduler))}}"
        """);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
