using System.Reflection;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Capabilities;

/// <summary>An identification register and its fields. The layouts of Hardware/Spec are the one description of both.</summary>
public sealed class CapabilityRegister
{
    private readonly Func<SmmuCapabilities, object> _of;

    private CapabilityRegister(string name, Type type, Func<SmmuCapabilities, object> of)
    {
        (Name, Type, _of) = (name, type, of);
        Fields = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.IsDefined(typeof(BitsAttribute)) && property.Name != nameof(Gbpa.Update))
            .Select(property => new CapabilityField(property, property.GetCustomAttribute<BitsAttribute>()!, name))
            .OrderBy(field => field.Low)];
    }

    /// <summary>All registers of a capability file; GBPA is its reset value.</summary>
    public static IReadOnlyList<CapabilityRegister> All { get; } =
    [
        new("IDR0", typeof(Idr0), capabilities => capabilities.Idr0),
        new("IDR1", typeof(Idr1), capabilities => capabilities.Idr1),
        new("IDR2", typeof(Idr2), capabilities => capabilities.Idr2),
        new("IDR3", typeof(Idr3), capabilities => capabilities.Idr3),
        new("IDR4", typeof(Idr4), capabilities => capabilities.Idr4),
        new("IDR5", typeof(Idr5), capabilities => capabilities.Idr5),
        new("IIDR", typeof(Iidr), capabilities => capabilities.Iidr),
        new("AIDR", typeof(Aidr), capabilities => capabilities.Aidr),
        new("GBPA", typeof(Gbpa), capabilities => capabilities.GbpaReset),
    ];

    /// <summary>The specification's name without SMMU_.</summary>
    public string Name { get; }

    /// <summary>Its fields, lowest first. Update of GBPA, which is 0 after reset, is not among them.</summary>
    public IReadOnlyList<CapabilityField> Fields { get; }

    internal Type Type { get; }

    /// <summary>The register of an SMMU.</summary>
    public object Of(SmmuCapabilities capabilities) => _of(capabilities);

    /// <summary>The register of an SMMU as a number.</summary>
    public uint RawOf(SmmuCapabilities capabilities) => (uint)Type.GetProperty(nameof(Idr0.Raw))!.GetValue(_of(capabilities))!;
}
