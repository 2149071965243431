namespace Akka.Configuration;

/// <summary>What works on configurations that may be null.</summary>
public static class ConfigExtensions
{
    /// <summary><see cref="Config.WithFallback"/>, where null or the same configuration is left out.</summary>
    public static Config SafeWithFallback(this Config? config, Config? fallback) =>
        config is null ? fallback! : fallback is null || ReferenceEquals(config, fallback) ? config : config.WithFallback(fallback);

    /// <summary>Whether there is no configuration or nothing in it.</summary>
    public static bool IsNullOrEmpty(this Config? config) => config is null || config.IsEmpty;
}
