using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>A machine of actors whose driver waits for every answer, and after a write for the command queue.</summary>
internal sealed class MachineUnderTest(Driver driver, TestProbe pages) : ISmmuUnderTest
{
    public ulong Read(int offset, int sizeBytes) => driver.Read(offset, sizeBytes);

    public void Write(int offset, ulong value, int sizeBytes)
    {
        driver.Write(offset, value, sizeBytes);
        driver.AwaitIdle();
    }

    public (DmaOutcome Outcome, ulong Address, ulong Data) Dma(
        uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data) =>
        Dma(stream, iova, access, sizeBytes, data, usesAts: false);

    public (DmaOutcome Outcome, ulong Address, ulong Data) AtsDma(
        uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data) =>
        Dma(stream, iova, access, sizeBytes, data, usesAts: true);

    // Its answer, which may come much later, is for somebody else.
    public void RequestPage(PageRequest page) =>
        pages.Send(driver.Machine, new StartPageRequest(new DeviceId((int)page.StreamID.Value), default, page));

    private (DmaOutcome Outcome, ulong Address, ulong Data) Dma(
        uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data, bool usesAts)
    {
        var dma = driver.Dma((int)stream, iova, access, sizeBytes, data, usesAts);

        // What the event queue had to tell the SMMU was sent before the event queue passed this question on.
        driver.Interrupts();
        return (dma.Outcome, dma.Address.Value, dma.Data);
    }

    public (long EventQueue, long CommandSync, long GlobalError, long PageRequestQueue) Interrupts()
    {
        // What the SMMU had to tell the doorbell was sent before it answers this.
        driver.Read(RegisterOffset.Idr0);
        var interrupts = driver.Interrupts();
        return (interrupts.EventQueue, interrupts.CommandSync, interrupts.GlobalError, interrupts.PageRequestQueue);
    }
}
