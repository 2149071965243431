using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Capabilities;

/// <summary>What a capability file says.</summary>
/// <param name="Name">Short name; by custom that of the file.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="Capabilities">The identification registers; a field that the file does not name is 0.</param>
public sealed record CapabilityFile(string Name, string Description, SmmuCapabilities Capabilities)
{
    /// <summary>Where the files of this project are.</summary>
    public const string Folder = "config/capabilities";

    /// <summary>The file that a user names by its path, or by the bare name of one in <see cref="Folder"/>.</summary>
    public static string PathOf(string nameOrPath) =>
        nameOrPath.AsSpan().ContainsAny('/', '\\', '.') ? nameOrPath : $"{Folder}/{nameOrPath}.yaml";
}
