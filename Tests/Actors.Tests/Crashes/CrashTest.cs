using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Crashes;

/// <summary>A crash that a test asked for.</summary>
public sealed class PlannedCrashException : Exception
{
    /// <summary>Crashes.</summary>
    public static void Throw() => throw new PlannedCrashException();
}

/// <summary>A running machine in which stream 1 has one page mapped, and memory or core can be told to throw.</summary>
public abstract class CrashTest : ActorTest
{
    private protected const ulong Page = 0x12_3000;
    private protected const ulong Unmapped = 0x12_4000;

    private protected AddressSpace Space { get; private set; } = null!;

    public static TheoryData<WalkGranularity> Granularities => [.. Enum.GetValues<WalkGranularity>()];

    private protected static Pa Data(ulong offset) => new(Rig.Board.Data.Value + offset);

    private protected Driver Start(WalkGranularity granularity = WalkGranularity.Transaction)
    {
        Space = Board.NewSpace(1);
        Space.Map(Page, Data(0));
        Board.Attach(1, Space);
        Board.Write(Data(0), 0x11);
        Board.Write(Data(0x1000), 0x22);
        return StartDriver(granularity);
    }

    /// <summary>What happens is reported as one planned crash.</summary>
    private protected void ReportsCrash(Action action) => EventFilter.Exception<PlannedCrashException>().ExpectOne(action);

    /// <summary>A DMA reads what the page is mapped to now.</summary>
    private protected static void Reads(Driver driver, ulong expected)
    {
        var dma = driver.Dma(1, Page);
        Assert.Equal((DmaOutcome.Completed, expected), (dma.Outcome, dma.Data));
    }
}
