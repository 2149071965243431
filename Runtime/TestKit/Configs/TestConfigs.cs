using Akka.Configuration;
using Akka.TestKit.Internal;

namespace Akka.TestKit.Configs;

/// <summary>Ready-made configurations.</summary>
public static class TestConfigs
{
    /// <summary>The test kit's own.</summary>
    public static Config DefaultConfig => TestKitBase.DefaultConfig;

    /// <summary>Makes <see cref="TestScheduler"/> the system's scheduler, so that a test owns the time.</summary>
    public static Config TestSchedulerConfig => TestKitDefaults.Scheduler;
}
