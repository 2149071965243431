using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A setting is missing or does not make sense.</summary>
public class ConfigurationException : AkkaException
{
    /// <summary>With a message that names the setting.</summary>
    public ConfigurationException(string message) : base(message)
    {
    }

    /// <summary>With a message that names the setting, and what caused the error.</summary>
    public ConfigurationException(string message, Exception? exception) : base(message, exception)
    {
    }

    /// <summary>The error of a <typeparamref name="T"/> that was given no configuration.</summary>
    /// <param name="path">Where the configuration was expected.</param>
    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null) => new(
        string.IsNullOrWhiteSpace(path)
            ? $"Failed to instantiate {typeof(T).Name}: Configuration does not contain the needed section"
            : $"Failed to instantiate {typeof(T).Name}: Configuration does not contain `{path}` node");
}
