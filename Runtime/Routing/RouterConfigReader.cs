using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Routing;

/// <summary>Reads the routers of deployments.</summary>
internal static class RouterConfigReader
{
    public static RouterConfig Read(Config section, Settings settings)
    {
        var name = section.GetString("router", "from-code")!;
        if (name == "from-code") return NoRouter.Instance;
        var typeName = settings.Config.GetString($"akka.actor.router.type-mapping.{name}", "")!;
        if (typeName.Length == 0) throw new ConfigurationException($"Could not load router type: {name}");
        return (RouterConfig)Activator.CreateInstance(TypeResolver.Get(typeName, "Router"), section)!;
    }
}
