using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Capabilities;
using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Capabilities;

/// <summary>The files of config/capabilities.</summary>
public sealed class CapabilityFileTests
{
    public static TheoryData<string> Shipped => [.. Names];

    private static IEnumerable<string> Names =>
        Directory.GetFiles(Repository.PathOf(CapabilityFile.Folder), "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path));

    public static TheoryData<string> Captures => [.. Repository.Captures];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_file_makes_an_SMMU(string name)
    {
        var file = Load(name);
        Assert.Equal(name, file.Name);
        var core = new SmmuCore(file.Capabilities);
        foreach (var register in CapabilityRegister.All)
        {
            var offset = register.Name switch { "IIDR" => 0x18, "AIDR" => 0x1c, "GBPA" => 0x44, var idr => 4 * (idr[3] - '0') };
            Assert.Equal((register.Name, register.RawOf(file.Capabilities)), (register.Name, (uint)core.Registers.Read(offset, 4)));
        }
    }

    [Fact]
    public void The_devices_that_are_promised_are_there() =>
        Assert.Equal(["grace", "minimal", "mmu-700", "qemu"], Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Captures))]
    public void QEMU_s_file_says_what_QEMU_said_in_its_captures(string path)
    {
        var recorded = CaptureCapabilities.Of(Capture.Load(path).Header);
        var file = Load("qemu").Capabilities;
        // Some are of a machine with stage 1 alone, which differs in these two bits.
        var hasBoth = recorded.Idr0.S2P;
        var alike = file with { Idr0 = file.Idr0 with { S2P = hasBoth }, Idr3 = file.Idr3 with { XNX = hasBoth } };
        Assert.Equal(Registers(recorded), Registers(alike));
        Assert.Equal(hasBoth, Registers(recorded).SequenceEqual(Registers(file)));
    }

    [Fact]
    public void A_field_that_is_not_named_is_0()
    {
        const string text = "name: a\ndescription: b\nIDR0: { S1P: true, TTF: aArch64, TTENDIAN: little, STALL_MODEL: noStall }\n";
        var registers = Registers(CapabilityReader.Parse(text, "small.yaml").Capabilities);
        Assert.Equal(["IDR0  0x0140000a"], registers.Where(line => !line.EndsWith("0x00000000", StringComparison.Ordinal)));
    }

    private static CapabilityFile Load(string name) => CapabilityReader.Load(CapabilityFile.PathOf(name), Repository.Root);

    private static IEnumerable<string> Registers(SmmuCapabilities capabilities) =>
        CapabilityRegister.All.Select(register => $"{register.Name}  0x{register.RawOf(capabilities):x8}");
}
