using ActorIommu.Actors.Iommufd;
using ActorIommu.Actors.Viommus;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Page faults: each group is answered once (E2), and before what it came from is gone (E5).</summary>
public sealed class FaultTests
{
    private readonly Kernel _kernel = new(new SelftestRules(), PasidDevice(0), PasidDevice(1));
    private readonly IommufdId _ioas;
    private readonly DeviceObject _device;
    private readonly DeviceObject _other;
    private readonly FaultObject _fault;
    private readonly Hwpt _parent;
    private readonly Hwpt _hwpt;

    public FaultTests()
    {
        _ioas = _kernel.Ioas();
        (_device, _other) = (_kernel.Bind(PasidDevice(0)), _kernel.Bind(PasidDevice(1)));
        Assert.Equal(Errno.Ok, _kernel.State.AllocFault(0, out var fault));
        Assert.Equal(Errno.EOPNOTSUPP, _kernel.State.AllocFault(1, out _));
        _fault = fault!;
        _parent = _kernel.Hwpt(_device, _ioas, HwptFlags.NestParent | HwptFlags.Pasid);
        _hwpt = _kernel.Hwpt(_device, _ioas, HwptFlags.Pasid, default, _fault);
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _hwpt.Id));
        Assert.Equal(Errno.Ok, _kernel.Attach(_other, _hwpt.Id));
    }

    [Fact]
    public void Without_a_queue_it_is_answered_at_once()
    {
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _parent.Id));
        Assert.Equal(Errno.EINVAL, Report(_device, 1));
        Assert.Equal([(_device, 1, FaultAnswer.Invalid)], Answers());
        Assert.Equal(Errno.Ok, _kernel.Detach(_device));
        Assert.Equal(Errno.EINVAL, Report(_device, 2));
        Assert.Equal(2, _kernel.Responses.Count);
        _kernel.Close();
    }

    [Fact]
    public void Requests_of_a_group_are_read_together()
    {
        Report(_device, 5, isLast: false);
        Report(_device, 6, isLast: false);
        Report(_device, 5, isLast: false);
        Assert.Equal(0, _fault.Queue.Open);
        Report(_device, 5);
        Report(_other, 5);
        Assert.Equal(Errno.ESPIPE, _fault.Queue.Read(FaultQueue.FaultBytes + 1, out _));
        Assert.Equal(Errno.EINVAL, _fault.Queue.Read(2 * FaultQueue.FaultBytes, out _));
        Assert.Equal(Errno.Ok, _fault.Queue.Read(3 * FaultQueue.FaultBytes, out var first));
        Assert.Equal([5, 5, 5], Assert.Single(first).Faults.Select(fault => (int)fault.Group));
        Assert.Equal(Errno.Ok, _fault.Queue.Read(3 * FaultQueue.FaultBytes, out var second));
        Assert.Equal(_other, Assert.Single(second).Device);
        Assert.NotEqual(first[0].Cookie, second[0].Cookie);
        Assert.Equal(Errno.Ok, _fault.Queue.Read(FaultQueue.FaultBytes, out var none));
        Assert.Empty(none);
        _kernel.Close();
        Assert.Equal(2, _kernel.Responses.Count);
    }

    [Fact]
    public void E2_one_answer_for_each_cookie()
    {
        Report(_device, 1);
        Report(_device, 2);
        _fault.Queue.Read(2 * FaultQueue.FaultBytes, out var read);
        Assert.Equal(Errno.EINVAL, Respond(read[0].Cookie, 2));
        Assert.Equal(Errno.EINVAL, Respond(new FaultCookie(99), 0));
        Assert.Equal(Errno.Ok, Respond(read[1].Cookie, 1));
        Assert.Equal(Errno.EINVAL, Respond(read[1].Cookie, 0));

        // The name is free again.
        Report(_device, 3);
        _fault.Queue.Read(FaultQueue.FaultBytes, out var again);
        Assert.Equal(read[1].Cookie, again[0].Cookie);
        Assert.Equal(Errno.Ok, Respond(read[0].Cookie, 0));
        Assert.Equal([(_device, 2, FaultAnswer.Invalid), (_device, 1, FaultAnswer.Success)], Answers());
        _kernel.Close();
        Assert.Equal(3, _kernel.Responses.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void E5_a_replace_and_a_detach_answer_what_is_open_and_leave_other_devices_alone(bool isReplace)
    {
        Report(_device, 1);
        _fault.Queue.Read(FaultQueue.FaultBytes, out var read);
        Report(_device, 2);
        Report(_other, 3);
        Assert.Equal(Errno.Ok, isReplace ? _kernel.Replace(_device, _parent.Id) : _kernel.Detach(_device));
        Assert.Equal([(_device, 1, FaultAnswer.Invalid), (_device, 2, FaultAnswer.Invalid)], Answers().OrderBy(answer => answer.Group));
        Assert.Equal(Errno.EINVAL, Respond(read[0].Cookie, 0));
        Assert.Equal(1, _fault.Queue.Open);
        _fault.Queue.Read(FaultQueue.FaultBytes, out var others);
        Assert.Equal(_other, Assert.Single(others).Device);
        _kernel.Close();
        Assert.Equal(3, _kernel.Responses.Count);
    }

    [Fact]
    public void E5_the_replace_comes_first_and_then_the_answers()
    {
        Report(_device, 1);
        _kernel.Calls.Clear();
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _parent.Id));
        var calls = _kernel.Calls.Where(call => call is AttachCall or RespondCall).ToArray();
        Assert.Equal([typeof(AttachCall), typeof(RespondCall)], calls.Select(call => call.GetType()));
        _kernel.Close();
    }

    [Fact]
    public void E5_a_closed_file_answers_everything()
    {
        Report(_device, 1);
        Report(_other, 2);
        _fault.Queue.Read(FaultQueue.FaultBytes, out _);
        _kernel.Run(_kernel.State.CloseFault(_fault));
        Assert.Equal(2, _kernel.Responses.Count);
        Assert.Equal(0, _fault.Queue.Open);
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_fault.Id));
        _kernel.Close();
        Assert.Equal(2, _kernel.Responses.Count);
    }

    // find_fault_handler: a guest's PASIDs are in its own table, which the host's domain of the whole device stands for.
    [Fact]
    public void Faults_of_a_PASID_that_is_not_attached()
    {
        Assert.Equal(Errno.EINVAL, Report(_device, 1, new SubstreamId(9)));
        var nested = _kernel.Hwpt(_device, _parent.Id, HwptFlags.Pasid, Nested, _fault);
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, nested.Id));
        Assert.Equal(Errno.Ok, Report(_device, 2, new SubstreamId(9)));
        Assert.Equal(1, _fault.Queue.Open);
        _kernel.Close();
    }

    [Fact]
    public void Sequence_numbers_of_events_count_lost_ones_too()
    {
        var queue = new VirtualEventQueue(1);
        for (var i = 0UL; i < 4; i++) queue.Report(i);
        Assert.Equal(Errno.Ok, queue.Read(VirtualEventQueue.HeaderBytes + 8, 8, out var first));
        Assert.Equal([new VirtualEvent(0, false, 0)], first);
        queue.Report(4);
        Assert.Equal(Errno.Ok, queue.Read(100, 8, out var rest));
        Assert.Equal([new VirtualEvent(4, false, 4)], rest);
        queue.Report(5);
        queue.Report(6);
        Assert.Equal(Errno.Ok, queue.Read(VirtualEventQueue.HeaderBytes + 8, 8, out var kept));
        Assert.Equal([new VirtualEvent(5, false, 5)], kept);
        Assert.Equal(Errno.Ok, queue.Read(VirtualEventQueue.HeaderBytes, 8, out var lost));
        Assert.Equal([new VirtualEvent(6, true, 0)], lost);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, Bug.IopfRefLeak)]
    public void BZ_91_a_replace_gives_back_what_the_old_domain_counted_on_the_device_s_faults(int left, params Bug[] bugs)
    {
        var history = new RecordedHistory();
        var kernel = new Kernel(Experiment.None with { Bugs = new BugSet(bugs), History = history }, new SelftestRules(), Device(0));
        var (ioas, device) = (kernel.Ioas(), kernel.Bind(Device(0)));
        kernel.State.AllocFault(0, out var fault);
        Assert.Equal(Errno.Ok, kernel.Attach(device, kernel.Hwpt(device, ioas, 0, default, fault).Id));
        Assert.Equal(1, device.Group.FaultUsers);
        Assert.Equal(Errno.Ok, kernel.Replace(device, ioas));
        kernel.Close();
        Assert.Equal(left, device.Group.FaultUsers);
        Assert.Equal(left, history.Events.OfType<PageFaultUsersChanged>().Last().Users);
        Assert.Equal(new DeviceReleased(device.Traits.Device), history.Events.OfType<DeviceReleased>().Single());
    }

    private Errno Report(DeviceObject device, ushort group, SubstreamId? pasid = null, bool isLast = true) =>
        _kernel.Run(reply => _kernel.State.ReportFault(reply, device, new PageFault(new Iova(group * Page), pasid, group, isLast))).Result;

    private Errno Respond(FaultCookie cookie, uint code) =>
        _kernel.Run(reply => _kernel.State.Respond(reply, _fault, cookie, code)).Result;

    private IEnumerable<(DeviceObject Device, int Group, FaultAnswer Answer)> Answers() => _kernel.Responses
        .Select(response => (response.Device == _device.Traits.Device ? _device : _other, (int)response.Last.Group, response.Answer));
}
