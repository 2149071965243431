using Akka.Configuration;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>The deployments that <c>akka.actor.deployment</c> declares.</summary>
public class Deployer
{
    private readonly Lazy<Dictionary<string, Deploy>> _deployments;

    /// <summary>Reads the deployments when the first is looked up.</summary>
    public Deployer(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _deployments = new Lazy<Dictionary<string, Deploy>>(() => Read(settings));
    }

    /// <summary>The deployment of a path below the user guardian, or null.</summary>
    public Deploy? Lookup(ActorPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _deployments.Value.Count == 0 || path.Depth < 2 || path.Elements[0] != "user" ? null : Lookup(path.Elements.Skip(1));
    }

    /// <summary>The deployment of path elements, in which a declared <c>*</c> matches any one element, or null.</summary>
    public Deploy? Lookup(IEnumerable<string> path)
    {
        var elements = path.ToArray();
        if (_deployments.Value.TryGetValue("/" + string.Join('/', elements), out var exact)) return exact;
        foreach (var (pattern, deploy) in _deployments.Value)
        {
            var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == elements.Length && parts.Zip(elements).All(static pair => pair.First == "*" || pair.First == pair.Second))
                return deploy;
        }

        return null;
    }

    private static Dictionary<string, Deploy> Read(Settings settings)
    {
        var result = new Dictionary<string, Deploy>(StringComparer.Ordinal);
        var section = settings.Config.GetConfig("akka.actor.deployment");
        if (section is null) return result;
        var defaults = section.GetConfig("default") ?? Config.Empty;
        foreach (var (key, value) in section.AsEnumerable())
        {
            var path = key.Trim('"');
            if (path == "default" || !value.IsObject()) continue;
            var own = new Config(new Configuration.Hocon.HoconRoot(value));
            result[path.StartsWith('/') ? path : "/" + path] = Parse(path, own, own.WithFallback(defaults), settings);
        }

        return result;
    }

    private static Deploy Parse(string path, Config own, Config section, Settings settings) => new(
        path,
        section,
        RouterConfigReader.Read(section, settings),
        own.GetString("dispatcher", "")!,
        own.GetString("mailbox", "")!,
        own.GetInt("stash-capacity", Deploy.NoStashSize));
}
