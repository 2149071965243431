using System.Reflection;
using System.Text.Json;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Where configurations come from.</summary>
#pragma warning disable CA1052 // Akka.NET's is not static
public class ConfigurationFactory
#pragma warning restore CA1052
{
    private static readonly Lazy<Config> Reference = new(
        () => FromResource("Akka.Configuration.akka.conf", typeof(ConfigurationFactory).Assembly));

    /// <summary>A configuration without settings.</summary>
    public static Config Empty => Config.Empty;

    /// <summary>The defaults of every setting that the actor system reads. Parsed once a process.</summary>
    public static Config Default() => Reference.Value;

    /// <summary>The application's configuration. There is no configuration file here, so it is empty.</summary>
    public static Config Load() => Empty;

    /// <summary>Parses a HOCON text.</summary>
    /// <exception cref="FormatException">The text is not HOCON; the message starts with "(line,column)".</exception>
    /// <exception cref="ConfigurationException">The text has an include, or an unquoted value with = or : in it.</exception>
    public static Config ParseString(string hocon)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        return new Config(HoconParser.Parse(hocon));
    }

    /// <summary>Parses a resource that is embedded in the assembly of <typeparamref name="TAssembly"/>.</summary>
    /// <exception cref="ConfigurationException">There is no such resource.</exception>
    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    /// <summary>Parses a resource that is embedded in the assembly of the given object (or type, or in the given assembly).</summary>
    /// <exception cref="ConfigurationException">There is no such resource.</exception>
    public static Config FromResource(string resourceName, object instanceInAssembly)
    {
        ArgumentNullException.ThrowIfNull(instanceInAssembly);
        return FromResource(resourceName, instanceInAssembly switch
        {
            Assembly assembly => assembly,
            Type type => type.Assembly,
            _ => instanceInAssembly.GetType().Assembly,
        });
    }

    /// <summary>Parses a resource that is embedded in an assembly.</summary>
    /// <exception cref="ConfigurationException">There is no such resource.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"The assembly {assembly.GetName().Name} has no resource {resourceName}");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }

    /// <summary>A configuration with the public properties of an object (an anonymous one, usually) as settings.</summary>
    public static Config FromObject(object source) => ParseString(JsonSerializer.Serialize(source));
}
